using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>Product of the inputs.</summary>
public sealed class Multiply(string? name = null, DTypePolicy? dtype = null) : Merge(name, dtype)
{
    public static Multiply FromConfig(LayerConfig config) => new(config.Name, config.DType);

    protected override Tensor Combine(IReadOnlyList<Tensor> inputs) =>
        inputs.Aggregate(
            (a, b) =>
                ChannelProduct.Serves(a, b) ? ChannelProduct.Apply(a, b)
                : ChannelProduct.Serves(b, a) ? ChannelProduct.Apply(b, a)
                : a * b
        );
}
