using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary><c>mlops predict</c> of networks with several inputs and outputs, and arrays of every kind.</summary>
public sealed class PredictVerbTests
{
    [Fact]
    public async Task SeveralInputs_GoInInTheModelsOrder_OnceEachOrWithCommas()
    {
        using var folder = TwoByTwo();
        foreach (var inputs in new string[][] { ["--input", folder["a.npy"], "--input", folder["b.npy"]], ["--input", $"{folder["a.npy"]},{folder["b.npy"]}"] })
        {
            var (code, _, people) = await Predict(folder, [.. inputs, "--output", folder["y.npy"]]);
            Assert.True(code == 0, people);
            Assert.Equal([-9, -18, -27], GoldenData.Values(NpyFile.Read(folder["y.npy"])));
            Assert.Equal([11, 22, 33], GoldenData.Values(NpyFile.Read(folder["y.1.npy"])));
        }
        Assert.Equal(
            0,
            (await Predict(folder, "--input", folder["b.npy"], "--input", folder["a.npy"], "--output", folder["p.npy"], "--output", folder["q.npy"])).Code
        );
        Assert.Equal([9, 18, 27], GoldenData.Values(NpyFile.Read(folder["p.npy"])));
        Assert.Equal([11, 22, 33], GoldenData.Values(NpyFile.Read(folder["q.npy"])));
    }

    [Fact]
    public async Task SeveralOutputs_StandInJsonByName()
    {
        using var folder = TwoByTwo();
        var (code, output, _) = await Predict(folder, "--input", folder["a.npy"], "--input", folder["b.npy"], "--json");
        Assert.Equal(0, code);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(3, json.GetProperty("predictions").GetArrayLength());
        var outputs = json.GetProperty("outputs").EnumerateArray().ToArray();
        Assert.Equal(["difference", "total"], outputs.Select(o => o.GetProperty("name").GetString()));
        Assert.Equal("[3,1]", JsonSerializer.Serialize(outputs[1].GetProperty("shape")));
        Assert.Equal("[[11],[22],[33]]", JsonSerializer.Serialize(outputs[1].GetProperty("values")));
        var (_, text, _) = await Predict(folder, "--input", folder["a.npy"], "--input", folder["b.npy"]);
        Assert.Equal(6, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task WhatDoesNotFit_IsRefusedInOneSentence()
    {
        using var folder = TwoByTwo();
        using (NewDisposeScope())
        {
            NpyFile.Write(folder["two.npy"], ones(2, 1));
            NpyFile.Write(folder["wide.npy"], ones(3, 5));
        }
        foreach (
            var (said, arguments) in new (string, string[])[]
            {
                ("'first' (None, 1), 'second' (None, 1)", ["--input", folder["a.npy"]]),
                ("Received: 3", ["--input", folder["a.npy"], "--input", folder["a.npy"], "--input", folder["a.npy"]]),
                ("as many samples", ["--input", folder["a.npy"], "--input", folder["two.npy"]]),
                ("(None, 1)", ["--input", folder["a.npy"], "--input", folder["wide.npy"]]),
                ("'second'", ["--input", folder["a.npy"], "--input", folder["picture.png"]]),
                ("2 outputs", ["--input", folder["a.npy"], "--input", folder["b.npy"], "--output", "1.npy", "--output", "2.npy", "--output", "3.npy"]),
                ("can be written", ["--input", folder["a.npy"], "--input", folder["b.npy"], "--output", folder["a.npy/y.npy"]]),
            }
        )
        {
            var (code, output, people) = await Predict(folder, arguments);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains(said, Assert.Single(people.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    /// <summary>Bad files are named, in every form of answer; the others are answered as if they were alone.</summary>
    [Fact]
    public async Task AFolderWithUnreadablePictures_AnswersTheOthers()
    {
        var cases = Repository.Cases("predict_broken");
        using var folder = new TemporaryFolder();
        string[] verb = ["predict", "--model", Path.Combine(cases, "model.keras"), "--input", Path.Combine(cases, "pics")];
        var (code, output, people) = await Commands.RunAsync([.. verb, "--json"]);
        Assert.Equal(2, code);
        Assert.Contains("0015.png", people, StringComparison.Ordinal);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["000.png", "001.png", "002.png"], json.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("file").GetString()));
        var refused = Assert.Single(json.GetProperty("refused").EnumerateArray());
        Assert.Equal("0015.png", refused.GetProperty("file").GetString());

        // Each answer is its own picture's.
        foreach (var p in json.GetProperty("predictions").EnumerateArray())
        {
            var alone = await Commands.RunAsync([.. verb[..^1], Path.Combine(cases, "pics", p.GetProperty("file").GetString()!), "--json"]);
            Assert.Equal(0, alone.Code);
            var other = JsonDocument
                .Parse(alone.Output)
                .RootElement.GetProperty("predictions")[0]
                .GetProperty("probabilities")
                .EnumerateArray()
                .Select(v => v.GetSingle());
            Assert.Equal(other, p.GetProperty("probabilities").EnumerateArray().Select(v => v.GetSingle()), (a, b) => Math.Abs(a - b) < 1e-6);
        }
        (code, _, _) = await Commands.RunAsync([.. verb, "--output", folder["y.npy"], "--output", folder["y.csv"]]);
        Assert.Equal(2, code);
        Assert.False(File.Exists(folder["y.csv"]));
        (code, _, _) = await Commands.RunAsync([.. verb, "--output", folder["y.csv"]]);
        Assert.Equal(2, code);
        var lines = File.ReadAllLines(folder["y.csv"]);
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("file,class,probability,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("0015.png,,,", lines[^1], StringComparison.Ordinal);

        // None is left: that is a refusal.
        var bad = Directory.CreateDirectory(folder["bad"]).FullName;
        foreach (var name in (string[])["a.png", "b.png"])
            File.WriteAllText(Path.Combine(bad, name), "no picture");
        (code, output, people) = await Commands.RunAsync([.. verb[..^1], bad, "--json"]);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Expected a picture that can be decoded in 2 files. Received: none.", people, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|u1", 1)]
    [InlineData("|i1", 1)]
    [InlineData("<i2", 2)]
    [InlineData("<u2", 2)]
    [InlineData("<i4", 4)]
    [InlineData("<u4", 4)]
    [InlineData("<i8", 8)]
    [InlineData("<u8", 8)]
    public async Task WholeNumbers_GoIntoWholeAndRealInputs(string type, int width)
    {
        using var folder = TwoByTwo();
        using var scope = NewDisposeScope();
        await File.WriteAllBytesAsync(folder["n.npy"], Npy(type, "(3, 1)", [1, 2, 127], width), TestContext.Current.CancellationToken);
        var (code, _, people) = await Predict(folder, "--input", folder["n.npy"], "--input", folder["n.npy"], "--output", folder["y.npy"]);
        Assert.True(code == 0, people);
        Assert.Equal([2, 4, 254], GoldenData.Values(NpyFile.Read(folder["y.1.npy"])));

        using (NameScope.Begin())
        {
            var input = InputLayer.Create(TensorShape.Of(null, 1), "int32").Output;
            using var network = new Network(input, new Flatten(name: "flat").Apply(new Embedding(200, 1, name: "table").Apply(input)), "words");
            network.Weights[0].Assign([.. Enumerable.Range(0, 200).Select(i => i * 0.5f)]);
            ModelFile.Save(network, folder["words.keras"]);
        }
        (code, _, people) = await Commands.RunAsync("predict", "--model", folder["words.keras"], "--input", folder["n.npy"], "--output", folder["w.npy"]);
        Assert.True(code == 0, people);
        Assert.Equal([0.5f, 1, 63.5f], GoldenData.Values(NpyFile.Read(folder["w.npy"])));
    }

    [Fact]
    public async Task AnAxisOfOne_MayBeLeftOut_AsInKeras()
    {
        using var folder = TwoByTwo();
        using (NewDisposeScope())
        {
            NpyFile.Write(folder["flat.npy"], tensor(new float[] { 1, 2, 3 }));
            NpyFile.Write(folder["deep.npy"], tensor(new float[] { 10, 20, 30 }).reshape(3, 1, 1));
        }
        Assert.Equal(0, (await Predict(folder, "--input", folder["flat.npy"], "--input", folder["deep.npy"], "--output", folder["y.npy"])).Code);
        Assert.Equal([11, 22, 33], GoldenData.Values(NpyFile.Read(folder["y.1.npy"])));
    }

    // first - second and first + second.
    private static TemporaryFolder TwoByTwo()
    {
        var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var (first, second) = (new InputLayer(TensorShape.Of(null, 1), name: "first").Output, new InputLayer(TensorShape.Of(null, 1), name: "second").Output);
        using var network = new Network([first, second], [new Subtract("difference").Apply(first, second), new Add("total").Apply(first, second)], "n");
        ModelFile.Save(network, folder["n.keras"]);
        NpyFile.Write(folder["a.npy"], tensor(new float[] { 1, 2, 3 }, [3, 1]));
        NpyFile.Write(folder["b.npy"], tensor(new float[] { 10, 20, 30 }, [3, 1]));
        return folder;
    }

    private static Task<(int Code, string Output, string People)> Predict(TemporaryFolder folder, params string[] arguments) =>
        Commands.RunAsync(["predict", "--model", folder["n.keras"], .. arguments]);

    private static byte[] Npy(string type, string shape, long[] values, int width)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        var data = values.SelectMany(value =>
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            return bytes[..width];
        });
        return [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
