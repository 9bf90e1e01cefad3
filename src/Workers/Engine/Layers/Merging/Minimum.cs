using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>Smallest of the inputs, element by element.</summary>
public sealed class Minimum(string? name = null, DTypePolicy? dtype = null) : Merge(name, dtype)
{
    public static Minimum FromConfig(LayerConfig config) => new(config.Name, config.DType);

    protected override Tensor Combine(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => a.minimum(b));
}
