using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>The loss that <c>mlops evaluate</c> reports: the file's own, where it fits the outputs.</summary>
public sealed class EvaluateVerbTests
{
    [Theory]
    [InlineData(3, 3, "binary_crossentropy", "SparseCategoricalCrossentropy")]
    [InlineData(3, 3, "BinaryFocalCrossentropy", "SparseCategoricalCrossentropy")]
    [InlineData(3, 3, "sparse_categorical_crossentropy", null)]
    [InlineData(3, 3, "mean_squared_error", null)]
    [InlineData(2, 1, "sparse_categorical_crossentropy", "BinaryCrossentropy")]
    [InlineData(2, 1, "binary_crossentropy", null)]
    [InlineData(2, 2, "binary_crossentropy", "SparseCategoricalCrossentropy")]
    public async Task Loss_OfTheFile_IsUsedOnlyWhereItFits(int classes, int units, string stored, string? instead)
    {
        using var folder = new PictureFolder(classes, perClass: 4);
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = new Rescaling(1 / 255.0).Apply(input);
        using var network = new Network(input, new Dense(units, units == 1 ? "sigmoid" : "softmax").Apply(new GlobalAveragePooling2D().Apply(x)), "n");
        GoldenData.Fill(network);
        var path = folder.Out("n.keras");
        ModelFile.Save(
            network,
            path,
            new JsonObject
            {
                ["optimizer"] = "adam",
                ["loss"] = stored,
                ["metrics"] = new JsonArray("accuracy"),
            },
            null
        );
        var (code, output, people) = await Commands.RunAsync("evaluate", "--model", path, "--data", folder.Pictures, "--json", "--threads", "1");
        Assert.True(code == 0, people);
        Assert.Equal(instead is not null, people.Contains($"The loss is {instead}: the file's own", StringComparison.Ordinal));

        // The mean of -log p of the right class.
        var report = JsonDocument.Parse(output).RootElement;
        var expected = report
            .GetProperty("predictions")
            .EnumerateArray()
            .Average(p => -Math.Log(p.GetProperty("probabilities")[p.GetProperty("actual").GetInt32()].GetDouble()));
        Assert.Equal(expected, report.GetProperty("loss").GetDouble(), 1e-4);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnswersThatAreNotFinite_AreRefused(bool json)
    {
        using var folder = new PictureFolder(classes: 2, perClass: 2);
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        using var network = new Network(
            input,
            new Dense(2, "softmax").Apply(new GlobalAveragePooling2D().Apply(new Rescaling(1e38).Apply(new Rescaling(1e38).Apply(input)))),
            "n"
        );
        GoldenData.Fill(network);
        var path = folder.Out("n.keras");
        ModelFile.Save(network, path);
        var (code, output, people) = await Commands.RunAsync([
            "evaluate",
            "--model",
            path,
            "--data",
            folder.Pictures,
            "--threads",
            "1",
            .. json ? new[] { "--json" } : [],
        ]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Expected finite numbers from network 'n'. Received: 8 of 8 that are not.", people, StringComparison.Ordinal);
    }

    /// <summary>Logits are judged and answered alike: by a sigmoid or a softmax of them.</summary>
    [Theory]
    [InlineData(2, 1, "BinaryCrossentropy", true)]
    [InlineData(3, 3, "SparseCategoricalCrossentropy", true)]
    [InlineData(3, 3, "CategoricalCrossentropy", false)]
    [InlineData(2, 1, null, false)]
    public async Task Logits_AreJudgedAndAnsweredAlike(int classes, int units, string? stored, bool fromLogits)
    {
        using var folder = new PictureFolder(classes, perClass: 4);
        var path = folder.Out("n.keras");
        SaveClassifier(
            path,
            units,
            "linear",
            stored is null
                ? null
                : new JsonObject
                {
                    ["class_name"] = stored,
                    ["config"] = new JsonObject { ["from_logits"] = fromLogits },
                }
        );
        var (code, output, people) = await Commands.RunAsync("evaluate", "--model", path, "--data", folder.Pictures, "--json", "--threads", "1");
        Assert.True(code == 0, people);
        var judged = JsonDocument.Parse(output).RootElement.GetProperty("predictions").EnumerateArray().ToList();
        (code, output, people) = await Commands.RunAsync("predict", "--model", path, "--input", folder.Pictures, "--json", "--threads", "1");
        Assert.True(code == 0, people);
        var answered = JsonDocument.Parse(output).RootElement.GetProperty("predictions").EnumerateArray().ToDictionary(p => p.GetProperty("file").GetString()!);
        Assert.Equal(judged.Count, answered.Count);
        foreach (var p in judged)
        {
            var other = answered[p.GetProperty("file").GetString()!];
            Assert.Equal(
                p.GetProperty("predicted").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture),
                other.GetProperty("class").GetString()
            );
            float[] probabilities = [.. p.GetProperty("probabilities").EnumerateArray().Select(v => v.GetSingle())];
            Assert.Equal(1, probabilities.Sum(), 1e-5);
            Assert.All(probabilities, v => Assert.InRange(v, 0, 1));
            Assert.Equal(probabilities, other.GetProperty("probabilities").EnumerateArray().Select(v => v.GetSingle()), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(probabilities.Max(), other.GetProperty("probability").GetSingle(), 1e-6);
        }
    }

    /// <summary>As TensorFlow's and Keras's functions end a network.</summary>
    [Theory]
    [InlineData(3, 3, "Softmax")]
    [InlineData(2, 1, "Sigmoid")]
    public async Task AFunctionAtTheEnd_IsJudgedAsTheActivationOfItsName(int classes, int units, string operation)
    {
        using var folder = new PictureFolder(classes, perClass: 4);
        var reports = new List<string>();
        foreach (var isFunction in (bool[])[false, true])
        {
            var path = folder.Out($"{isFunction}.keras");
            SaveClassifier(path, units, isFunction ? "linear" : operation.ToLowerInvariant(), null, isFunction ? operation : null);
            var (code, output, people) = await Commands.RunAsync("evaluate", "--model", path, "--data", folder.Pictures, "--json", "--threads", "1");
            Assert.True(code == 0, people);
            var report = JsonDocument.Parse(output).RootElement;
            reports.Add(
                $"{report.GetProperty("loss").GetDouble():0.0000} {report.GetProperty("accuracy").GetDouble()} {report.GetProperty("confusionMatrix")}"
            );
            (_, output, _) = await Commands.RunAsync("predict", "--model", path, "--input", folder.Pictures, "--json", "--threads", "1");
            Assert.All(
                JsonDocument.Parse(output).RootElement.GetProperty("predictions").EnumerateArray(),
                p => Assert.InRange(p.GetProperty("probability").GetDouble(), 1.0 / classes, 1)
            );
        }
        Assert.Equal(reports[0], reports[1]);
    }

    [Fact]
    public async Task ARegression_HasNumbers_AndNoProbabilities()
    {
        using var folder = new PictureFolder(2, perClass: 2);
        var path = folder.Out("n.keras");
        SaveClassifier(path, 1, "linear", JsonValue.Create("mean_squared_error"));
        var (code, output, people) = await Commands.RunAsync("predict", "--model", path, "--input", folder.Pictures, "--json");
        Assert.True(code == 0, people);
        Assert.All(
            JsonDocument.Parse(output).RootElement.GetProperty("predictions").EnumerateArray(),
            p =>
            {
                Assert.Equal(JsonValueKind.Null, p.GetProperty("probability").ValueKind);
                Assert.Equal(1, p.GetProperty("values").GetArrayLength());
            }
        );
    }

    [Fact]
    public async Task AClassWithoutPictures_IsSaid_AndAnotherClassRefused()
    {
        using var folder = new PictureFolder(3, perClass: 3);
        var path = folder.Out("n.keras");
        SaveClassifier(path, 3, "softmax", null);
        string[] classes = [.. Directory.GetDirectories(folder.Pictures).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
        File.WriteAllText(path + ".json", new PicturePipeline(new PictureFormat(16, 16, "rgb"), PreprocessingFunction.Named("identity"), classes).ToJson());
        Directory.Delete(Path.Combine(folder.Pictures, classes[1]), recursive: true);
        var (code, output, people) = await Commands.RunAsync("evaluate", "--model", path, "--data", folder.Pictures, "--json");
        Assert.True(code == 0, people);
        Assert.Contains($"No pictures of {classes[1]}", people, StringComparison.Ordinal);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(6, report.GetProperty("samples").GetInt32());
        Assert.Equal([3, 0, 3], report.GetProperty("perClass").EnumerateArray().Select(c => c.GetProperty("support").GetInt32()));

        Directory.Move(Path.Combine(folder.Pictures, classes[0]), Path.Combine(folder.Pictures, "zebra"));
        (code, _, people) = await Commands.RunAsync("evaluate", "--model", path, "--data", folder.Pictures);
        Assert.Equal(2, code);
        Assert.Contains("Received also: zebra", people, StringComparison.Ordinal);
    }

    private static void SaveClassifier(string path, int units, string activation, JsonNode? loss, string? operation = null)
    {
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = new Rescaling(1 / 255.0).Apply(input);
        x = new Dense(units, activation).Apply(new GlobalAveragePooling2D().Apply(x));
        x = operation is null ? x : new Operation(OperationTable.Find(operation)!, [], "end").Apply(x);
        using var network = new Network(input, x, "n");
        GoldenData.Fill(network);
        ModelFile.Save(
            network,
            path,
            loss is null
                ? null
                : new JsonObject
                {
                    ["optimizer"] = "adam",
                    ["loss"] = loss,
                    ["metrics"] = new JsonArray("accuracy"),
                },
            null
        );
    }
}
