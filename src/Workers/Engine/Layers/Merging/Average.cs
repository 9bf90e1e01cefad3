using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>Mean of the inputs.</summary>
public sealed class Average(string? name = null, DTypePolicy? dtype = null) : Merge(name, dtype)
{
    public static Average FromConfig(LayerConfig config) => new(config.Name, config.DType);

    protected override Tensor Combine(IReadOnlyList<Tensor> inputs) => inputs.Aggregate((a, b) => a + b) / inputs.Count;
}
