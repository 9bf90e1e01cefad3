using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>Reads the weights of a network of convolutions, each with a normalisation behind it, from an ONNX file whose own names mean nothing: they are
/// told apart by their order.</summary>
internal static class OnnxConvolutions
{
    /// <param name="names">In the file's order: NAME_conv and NAME_bn are the network's layers.</param>
    /// <exception cref="RefusedException">The file has other convolutions.</exception>
    public static void Load(Network network, string path, IReadOnlyList<string> names)
    {
        var file = Path.GetFileName(path);
        var (nodes, tensors) = OnnxWeights.Graph(ModelFile.ReadAll(path), file);
        var readers = nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
        var found = nodes
            .Where(node => node.Operator == "Conv")
            .Select(node =>
                (Kernel: node.Inputs.ElementAtOrDefault(1), Norm: readers[node.Outputs[0]].FirstOrDefault(reader => reader.Operator == "BatchNormalization"))
            )
            .ToList();
        if (found.Count != names.Count)
        {
            throw Refuse(file, names.Count, found.Count);
        }

        foreach (var (name, (kernel, norm)) in names.Zip(found))
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            // (out, in, height, width) to Keras's (height, width, in, out).
            network.GetLayer(name + "_conv").Weights[0].Assign(Tensor(kernel).permute(2, 3, 1, 0));
            // gamma, beta, moving mean and moving variance on both sides.
            foreach (var (weight, input) in network.GetLayer(name + "_bn").Weights.Zip(norm?.Inputs.Skip(1) ?? []))
            {
                weight.Assign(Tensor(input));
            }
        }

        Tensor Tensor(string? name) => tensors.GetValueOrDefault(name ?? "")?.Read() ?? throw Refuse(file, names.Count, tensors.Count);
    }

    private static RefusedException Refuse(string file, int expected, int received) =>
        new(new Refusal("formats.onnx.convolutions", ("file", file), ("expected", expected), ("received", received)));
}
