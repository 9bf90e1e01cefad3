using System.Text;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Tests.Tasks;

public sealed class PredictionsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("predictions").FullName;

    private string Path_ => Path.Combine(_folder, PredictionsFile.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WhatIsWritten_IsReadBack_BitByBit()
    {
        var predictions = new Predictions(
            ["a & b", "猫\"\n"],
            [new("x/1.png", [1], [0.1f, 0.9f]) { Weight = 0.3, Fold = 2 }, new("", [0], [1e-38f, float.Epsilon])]
        )
        {
            Loss = 0.1 + 0.2,
            Epoch = 3,
            ModelFold = 1,
        };
        PredictionsFile.Write(Path_, predictions);
        Equal(predictions, PredictionsFile.Read(Path_));
        Assert.Equal(
            """
            {"format":1,"names":["a & b","猫\"\n"],"rows":2,"outputs":"float32","loss":0.30000000000000004,"epoch":3,"modelFold":1}
            {"name":"x/1.png","target":[1],"output":[0.1,0.9],"weight":0.3,"fold":2}
            {"name":"","target":[0],"output":[1E-38,1E-45]}

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Path_)
        );
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void NumbersInDoublePrecision_StayWhole()
    {
        var predictions = new Predictions(["n"], [new("x", [0.1], [0.1f]), new("y", [1.0 / 3], [0.1])]);
        PredictionsFile.Write(Path_, predictions);
        Equal(predictions, PredictionsFile.Read(Path_));
    }

    [Fact]
    public void WithoutRows_AndWithoutWhatIsNotKnown()
    {
        PredictionsFile.Write(Path_, new([], []) { Loss = double.NaN });
        Equal(new([], []), PredictionsFile.Read(Path_));
    }

    [Fact]
    public void RowsLongerThanTheBuffer_AmongShortOnes()
    {
        var all = new Predictions(
            ["n"],
            [.. Enumerable.Range(0, 1000).Select(i => new PredictionRow($"{i}{new string('x', i % 400 == 1 ? 100_000 : 3)}", [i], [i / 7.0]))]
        )
        {
            Epoch = 5,
        };
        PredictionsFile.Write(Path_, all);
        Equal(all, PredictionsFile.Read(Path_));
    }

    [Theory]
    [InlineData("", "Expected predictions, a JSON object a line, in predictions.jsonl. Received: an empty file.")]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":2,\"outputs\":\"float64\"}\n{\"name\":\"x\",\"target\":[1],\"output\":[1]}\n",
        "Expected 2 rows of predictions in predictions.jsonl, as its first line says. Received: 1; the file is cut off."
    )]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":1,\"outputs\":\"float64\"}\n{\"name\":\"x\",\"target\":[1],\"output\":[1",
        "Expected a row with name, target and output in line 2 of predictions.jsonl. Received: {\"name\":\"x\",\"target\":[1],\"output\":[1"
    )]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":1,\"outputs\":\"float64\"}\n{\"name\":\"x\",\"target\":[1]}\n",
        "Expected a row with name, target and output in line 2 of predictions.jsonl. Received: {\"name\":\"x\",\"target\":[1]}"
    )]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":1,\"outputs\":\"float64\"}\n{\"name\":\"x\",\"target\":[1],\"output\":[\"a\"]}\n",
        "Expected a row with name, target and output in line 2 of predictions.jsonl. Received: {\"name\":\"x\",\"target\":[1],\"output\":[\"a\"]}"
    )]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":1,\"outputs\":\"float32\"}\n{\"name\":\"x\",\"target\":[1],\"output\":[1e300]}\n",
        "Expected a row with name, target and output in line 2 of predictions.jsonl. Received: {\"name\":\"x\",\"target\":[1],\"output\":[1e300]}"
    )]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":1,\"outputs\":\"float64\"}\n{\"name\":\"x\",\"target\":[1],\"output\":[1]}{}\n",
        "Expected a row with name, target and output in line 2 of predictions.jsonl. Received: {\"name\":\"x\",\"target\":[1],\"output\":[1]}{}"
    )]
    [InlineData(
        "{\"format\":1,\"names\":[\"n\"],\"rows\":0,\"outputs\":\"float64\"}\n{\"name\":\"x\",\"target\":[1],\"output\":[1]}\n",
        "Expected 0 rows of predictions in predictions.jsonl, as its first line says. Received: more."
    )]
    [InlineData("{\"format\":2}\n", "Expected predictions of format 1 in predictions.jsonl. Received: format 2, which a newer version of this program wrote.")]
    [InlineData("{\"y_true\":[1]}\n", "Expected a first line with format, names, rows and outputs in line 1 of predictions.jsonl. Received: {\"y_true\":[1]}")]
    [InlineData(
        "{\"format\":1,\"names\":[null],\"rows\":0,\"outputs\":\"float64\"}\n",
        "Expected a first line with format, names, rows and outputs in line 1 of predictions.jsonl. Received: {\"format\":1,\"names\":[null],\"rows\":0,\"outputs\":\"float64\"}"
    )]
    [InlineData("\u0000\u0001\n", "Expected a first line with format, names, rows and outputs in line 1 of predictions.jsonl. Received: \u0000\u0001")]
    public void ADamagedFile_IsRefused(string text, string sentence)
    {
        File.WriteAllText(Path_, text, new UTF8Encoding(false));
        Assert.Equal(sentence, Assert.Throws<RefusedException>(() => PredictionsFile.Read(Path_)).Message);
    }

    [Fact]
    public void AnyByteCutOff_IsNoticed()
    {
        PredictionsFile.Write(Path_, new(["a", "b"], [.. Enumerable.Range(0, 3).Select(i => new PredictionRow($"{i}", [i % 2], [0.25, 0.75]))]));
        var bytes = File.ReadAllBytes(Path_);
        // Without the last line feed alone all rows are there.
        for (var length = 0; length < bytes.Length - 1; length++)
        {
            var stream = new MemoryStream(bytes, 0, length);
            Assert.Throws<RefusedException>(() => PredictionsFile.Read(stream, "p"));
        }
        Assert.Equal(3, PredictionsFile.Read(new MemoryStream(bytes, 0, bytes.Length - 1), "p").Rows.Count);
    }

    [Fact]
    public void NumbersThatAreNotFinite_AreRefused_AndTheFileStays()
    {
        PredictionsFile.Write(Path_, new(["n"], [new("x", [1], [2])]));
        var before = File.ReadAllBytes(Path_);
        Assert.Equal(
            "Expected finite numbers in row 1 (y) of the predictions. Received: NaN.",
            Assert.Throws<RefusedException>(() => PredictionsFile.Write(Path_, new(["n"], [new("y", [1], [double.NaN])]))).Message
        );
        Assert.Equal(before, File.ReadAllBytes(Path_));
    }

    private static void Equal(Predictions expected, Predictions actual)
    {
        Assert.Equal(expected.Names, actual.Names);
        Assert.Equal((expected.Loss, expected.Epoch, expected.ModelFold), (actual.Loss, actual.Epoch, actual.ModelFold));
        Assert.Equal(expected.Rows.Count, actual.Rows.Count);
        foreach (var (e, a) in expected.Rows.Zip(actual.Rows))
        {
            Assert.Equal((e.Name, e.Weight, e.Fold), (a.Name, a.Weight, a.Fold));
            Assert.Equal(e.Target, a.Target);
            Assert.Equal(e.Output, a.Output);
        }
    }
}
