using System.Diagnostics;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Benchmarks;

/// <summary>Where a backbone's forward pass spends its time, by kind of step: the folded network, walked step by step.</summary>
internal static class LayerProfile
{
    public static IEnumerable<(string Kind, double Milliseconds)> Measure(string name, int size, int batch)
    {
        using var network = BackboneCatalog.Named(name).Build(new() { InputShape = new TensorShape(size, size, 3), Pooling = "avg" });
        network.Initialize(seed: 1);
        using var folded = FoldedNetwork.Of(network);
        var sums = new Dictionary<string, double>();
        for (var round = 0; round < 3; round++)
        {
            sums.Clear();
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            var values = new Dictionary<KerasTensor, Tensor> { [folded.Network.Inputs[0]] = rand(batch, size, size, 3) * 255 };
            foreach (var node in folded.Network.Nodes.Where(node => node.Layer is not InputLayer))
            {
                var clock = Stopwatch.StartNew();
                var outputs = node.Layer.Invoke([.. node.Inputs.Select(input => values[input])], CallContext.Inference);
                var kind = $"{node.Layer.GetType().Name} {Words(node)}".Trim();
                sums[kind] = sums.GetValueOrDefault(kind) + clock.Elapsed.TotalMilliseconds;
                for (var i = 0; i < outputs.Count; i++)
                {
                    values[node.Outputs[i]] = outputs[i];
                }
            }
        }
        return [.. sums.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value))];
    }

    private static string Words(Node node) =>
        node.Layer.Name.Contains("dwconv") || node.Layer.Name.Contains("depthwise") ? "depthwise"
        : node.Inputs[0].Shape[1] == 1 || node.Inputs[0].Shape.Rank == 2 ? "1x1 map"
        : "";
}
