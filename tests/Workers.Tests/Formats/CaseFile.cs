using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>A model file of tests/Cases and what the Keras that wrote it answered.</summary>
/// <param name="Network">What its files hold, by the name in the index.</param>
/// <param name="MayRefuse">What a refusal names, where one is right too.</param>
/// <param name="Tolerance">Of the largest expected number.</param>
internal sealed record CaseFile(string Path, string Network, string[] Inputs, Lazy<float[]> Numbers, string? MayRefuse, float Tolerance)
{
    /// <summary>Folders of files that a real Keras wrote, one folder a version.</summary>
    public static readonly string[] Written = ["keras2_files", "keras3_files"];

    private static readonly string[] Computed = ["keras2_sequential", "keras2_groups", "keras2_tfop", "keras2_misc", "keras3_ops"];

    public float[] Expected => Numbers.Value;

    /// <summary>What a network says to the case's inputs.</summary>
    public float[] Answer(Network network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor[] inputs = [.. Inputs.Select((path, index) => NpyFile.ReadFor(path, network.Inputs[index].DType))];
        return GoldenData.Values(network.Forward(inputs, CallContext.Inference)[0].to_type(ScalarType.Float32));
    }

    /// <summary>All of them, each by its path below tests/Cases.</summary>
    public static IEnumerable<(string File, CaseFile Entry)> All()
    {
        foreach (var folder in Written.SelectMany(kind => Directory.GetDirectories(Repository.Cases(kind)).Order()))
        {
            foreach (var (name, value) in JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder, "index.json")))!.AsObject())
            {
                string[] inputs = [.. Enumerable.Range(0, value!["inputs"]!.GetValue<int>()).Select(i => System.IO.Path.Combine(folder, $"{name}.x{i}.npy"))];
                var expected = new Lazy<float[]>(() => GoldenData.Values(NpyFile.Read(System.IO.Path.Combine(folder, name + ".y.npy"))));
                foreach (var file in value["files"]!.AsArray().Select(file => file!.GetValue<string>()))
                {
                    yield return (
                        System.IO.Path.Combine(System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(folder))!, System.IO.Path.GetFileName(folder), file),
                        new CaseFile(
                            System.IO.Path.Combine(folder, file),
                            name,
                            inputs,
                            expected,
                            value["mayRefuse"]?.GetValue<string>(),
                            name == "mixed" ? 5e-3f : 2e-4f
                        )
                    );
                }
            }
        }

        foreach (var folder in Computed.Select(kind => Repository.Cases(kind)))
        {
            foreach (var (file, rows) in JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder, "expected.json")))!.AsObject())
            {
                var expected = new Lazy<float[]>(() => GoldenData.Floats(rows));
                yield return (
                    System.IO.Path.Combine(System.IO.Path.GetFileName(folder), file),
                    new CaseFile(System.IO.Path.Combine(folder, file), file, [System.IO.Path.Combine(folder, "x.npy")], expected, null, 1e-4f)
                );
            }
        }
    }
}
