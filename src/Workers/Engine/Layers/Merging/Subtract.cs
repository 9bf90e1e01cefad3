using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>First input minus the second.</summary>
public sealed class Subtract(string? name = null, DTypePolicy? dtype = null) : Merge(name, dtype)
{
    public static Subtract FromConfig(LayerConfig config) => new(config.Name, config.DType);

    protected override Tensor Combine(IReadOnlyList<Tensor> inputs) =>
        inputs.Count == 2 ? inputs[0] - inputs[1] : throw Refuse(new("layer.expected.twoInputs"), inputs.Count);
}
