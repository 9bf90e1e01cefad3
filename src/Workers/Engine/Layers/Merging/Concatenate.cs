using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>The inputs side by side along an axis (https://keras.io/api/layers/merging_layers/concatenate/).</summary>
/// <param name="axis">Default: the last.</param>
public sealed class Concatenate(int axis = -1, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public int Axis { get; } = axis;

    public override bool WritesBuildConfig => true;

    public static Concatenate FromConfig(LayerConfig config) => new(config.Int("axis", -1), config.Name, config.DType);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var first = inputShapes[0];
        var at = Axis < 0 ? Axis + first.Rank : Axis;
        foreach (var shape in inputShapes)
        {
            if (
                at < 0
                || at >= shape.Rank
                || shape.Rank != first.Rank
                || shape.Where((d, i) => i != at && i > 0 && d is { } known && first[i] is { } other && known != other).Any()
            )
            {
                throw Refuse(new("layer.expected.equalButAxis", ("axis", Axis)), string.Join(", ", inputShapes));
            }
        }

        return first.With(at, inputShapes.Aggregate((long?)0, (sum, shape) => sum + shape[at]));
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => cat([.. inputs], Axis);

    internal override KerasTensor? MergeMasks(IReadOnlyList<KerasTensor?> masks, Action<Node> add)
    {
        if (masks.Any(mask => mask is not null) && masks.Distinct().Count() > 1)
        {
            throw new RefusedException(new Refusal("graph.mask.differs", ("layer", Name)));
        }

        return masks[0];
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = Axis;
        return config;
    }
}
