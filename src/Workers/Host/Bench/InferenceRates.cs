using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <param name="ImagesPerSecond">Of the network as it is.</param>
/// <param name="Folded">With batch normalisation folded into the convolutions, as frozen parts run.</param>
/// <param name="GigaFlops">Useful arithmetic a second of the faster one: multiplications and additions of convolutions.</param>
internal sealed record InferenceRate(string Backbone, string Precision, double ImagesPerSecond, double Folded, double GigaFlops)
{
    /// <summary>Of the faster one.</summary>
    public double Best => Math.Max(ImagesPerSecond, Folded);
}

/// <summary>Forward passes of backbones on random weights: the arithmetic does not depend on them.</summary>
internal static class InferenceRates
{
    /// <param name="precision">float32 or mixed_bfloat16.</param>
    public static IEnumerable<InferenceRate> Measure(int size, int batch, string precision, params string[] names)
    {
        foreach (var backbone in BackboneCatalog.All.Where(backbone => names.Length == 0 || names.Contains(backbone.Name)))
        {
            using var network = backbone.Build(new() { InputShape = new TensorShape(size, size, 3), Pooling = "avg" });
            network.Initialize(seed: 1);
            foreach (var layer in network.Layers)
            {
                layer.DTypePolicy = DTypePolicy.Named(precision);
            }
            using var pictures = rand(batch, size, size, 3) * 255;
            using var folded = FoldedNetwork.Of(network);
            var plain = Stopclock.BestSeconds(3, () => network.Predict(pictures).Dispose());
            var fast = Stopclock.BestSeconds(3, () => folded.Predict(pictures).Dispose());
            yield return new(backbone.Name, precision, batch / plain, batch / fast, batch * FlopsPerPicture(network) / Math.Min(plain, fast) / 1e9);
        }
    }

    // Each weight of a kernel is used once an output position: twice (multiply, add) its count times the positions.
    private static double FlopsPerPicture(Network network) =>
        network
            .Layers.Where(layer => layer is Conv2D or DepthwiseConv2D or SeparableConv2D)
            .Sum(layer =>
            {
                var shape = network.OutputOf(layer).Shape;
                return 2.0
                    * layer.Weights.Where(w => w.Name.EndsWith("kernel", StringComparison.Ordinal)).Sum(w => w.Value.numel())
                    * (shape[1] ?? 1)
                    * (shape[2] ?? 1);
            });
}
