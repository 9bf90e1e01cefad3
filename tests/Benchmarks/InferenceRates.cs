using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Benchmarks;

/// <param name="GigaFlops">Useful arithmetic a second: multiplications and additions of convolutions and dense layers.</param>
public sealed record InferenceRate(string Backbone, double ImagesPerSecond, double GigaFlops);

/// <summary>Forward passes of every backbone on random weights: the arithmetic does not depend on them.</summary>
public static class InferenceRates
{
    public static IEnumerable<InferenceRate> Measure(int size, int batch)
    {
        foreach (var backbone in BackboneCatalog.All)
        {
            using var network = backbone.Build(new() { InputShape = new TensorShape(size, size, 3), Pooling = "avg" });
            network.Initialize(seed: 1);
            using var pictures = rand(batch, size, size, 3) * 255;
            var seconds = Stopclock.BestSeconds(3, () => network.Predict(pictures).Dispose());
            yield return new(backbone.Name, batch / seconds, batch * FlopsPerPicture(network) / seconds / 1e9);
        }
    }

    // Each weight of a kernel is used once an output position: twice (multiply, add) its count times the positions.
    private static double FlopsPerPicture(Network network) => network.Layers
        .Where(layer => layer is Conv2D or DepthwiseConv2D)
        .Sum(layer =>
        {
            var shape = network.OutputOf(layer).Shape;
            return 2.0 * layer.Weights.Where(w => w.Name.EndsWith("kernel", StringComparison.Ordinal)).Sum(w => w.Value.numel()) * (shape[1] ?? 1) * (shape[2] ?? 1);
        });
}
