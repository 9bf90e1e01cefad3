using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>Divides by the root of the mean square over an axis and scales (https://keras.io/api/layers/normalization_layers/rms_normalization/, Zhang and
/// Sennrich 2019).</summary>
public sealed class RMSNormalization : Layer
{
    private readonly int[] axes;
    private readonly double epsilon;
    private Variable? scale;

    private RMSNormalization(LayerConfig config)
        : base(config.Name, config.DType) => (axes, epsilon) = (config.Has("axis") ? config.Ints("axis") : [-1], config.Double("epsilon", 1e-6));

    public static RMSNormalization FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        if (
            axes.Any(axis => axis >= inputShapes[0].Rank || axis < -inputShapes[0].Rank)
            || (axes.Length == 1 && axes[0] != -1 && axes[0] != inputShapes[0].Rank - 1)
        )
        {
            throw Refuse(
                new("layer.expected.lastOrSeveralAxes"),
                new Refusal("layer.received.axesOf", ("axes", string.Join(", ", axes)), ("shape", inputShapes[0].ToString()))
            );
        }

        scale = AddWeight("scale", [.. axes.Order().Select(axis => inputShapes[0].Known(axis, Name))], new Ones());
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0].to_type(ScalarType.Float32);
        var normal = x * (x.square().mean([.. axes.Select(axis => (long)axis)], keepdim: true) + epsilon).rsqrt();
        return (normal * scale!.Value).to_type(inputs[0].dtype);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = SpatialWindow.Json(axes);
        config["epsilon"] = epsilon;
        return config;
    }
}
