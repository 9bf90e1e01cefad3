using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Every model file of tests/Cases predicts what the Keras that wrote it did, and does so again from a .keras file that we wrote.</summary>
public class CaseFileTests
{
    private const int LongestRefusal = 300;
    private static readonly string[] Written = ["keras2_files", "keras3_files"];
    private static readonly string[] Computed = ["keras2_sequential", "keras2_groups", "keras2_tfop", "keras2_misc", "keras3_ops"];

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (var (file, _) in Cases())
        {
            files.Add(file);
        }

        return files;
    }

    [Theory, MemberData(nameof(Files))]
    public void Load_PredictsAsTheKerasThatWroteIt(string file)
    {
        var entry = Cases().Single(item => item.File == file).Entry;
        using var scope = NewDisposeScope();
        LoadedModel model;
        try
        {
            model = ModelFile.Load(entry.Path);
        }
        catch (RefusedException refusal) when (entry.MayRefuse is not null)
        {
            Assert.InRange(refusal.Message.Length, 1, LongestRefusal);
            Assert.Matches("^(Layer|Operation) '", refusal.Message);
            Assert.Contains(entry.MayRefuse.Replace("names ", "").Replace("the operation", "Operation"), refusal.Message);
            return;
        }

        using (model)
        {
            AssertPredicts(model.Network, entry);
            var again = Path.Combine(TestFolder.Create(), "again.keras");
            try
            {
                KerasFile.Save(model.Network, again);
            }
            catch (RefusedException refusal)
            {
                // What Keras 3 has no name for is named.
                Assert.InRange(refusal.Message.Length, 1, LongestRefusal);
                Assert.Matches("hard_sigmoid|gone_local", Path.GetFileName(entry.Path));
                return;
            }

            using var reread = ModelFile.Load(again);
            AssertPredicts(reread.Network, entry);
        }
    }

    private static void AssertPredicts(Network network, Case entry)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor[] inputs = [.. entry.Inputs.Select((path, index) => NpyFile.ReadFor(path, network.Inputs[index].DType))];
        var actual = GoldenData.Values(network.Forward(inputs, CallContext.Inference)[0].to_type(ScalarType.Float32));
        Assert.Equal(entry.Expected.Length, actual.Length);
        var scale = Math.Max(1e-3f, entry.Expected.Max(MathF.Abs));
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.True(Math.Abs(actual[i] - entry.Expected[i]) <= entry.Tolerance * scale,
                string.Create(CultureInfo.InvariantCulture, $"Number {i}: expected {entry.Expected[i]}, received {actual[i]}."));
        }
    }

    private static IEnumerable<(string File, Case Entry)> Cases()
    {
        foreach (var folder in Written.SelectMany(kind => Directory.GetDirectories(Repository.Cases(kind)).Order()))
        {
            foreach (var (name, value) in JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "index.json")))!.AsObject())
            {
                string[] inputs = [.. Enumerable.Range(0, value!["inputs"]!.GetValue<int>()).Select(i => Path.Combine(folder, $"{name}.x{i}.npy"))];
                var expected = new Lazy<float[]>(() => GoldenData.Values(NpyFile.Read(Path.Combine(folder, name + ".y.npy"))));
                foreach (var file in value["files"]!.AsArray().Select(file => file!.GetValue<string>()))
                {
                    yield return (Path.Combine(Path.GetFileName(Path.GetDirectoryName(folder))!, Path.GetFileName(folder), file),
                        new Case(Path.Combine(folder, file), inputs, expected, value["mayRefuse"]?.GetValue<string>(), name == "mixed" ? 5e-3f : 2e-4f));
                }
            }
        }

        foreach (var folder in Computed.Select(kind => Repository.Cases(kind)))
        {
            foreach (var (file, rows) in JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject())
            {
                var expected = new Lazy<float[]>(() => GoldenData.Floats(rows));
                yield return (Path.Combine(Path.GetFileName(folder), file), new Case(Path.Combine(folder, file), [Path.Combine(folder, "x.npy")], expected, null, 1e-4f));
            }
        }
    }

    private sealed record Case(string Path, string[] Inputs, Lazy<float[]> Numbers, string? MayRefuse, float Tolerance)
    {
        public float[] Expected => Numbers.Value;
    }
}
