using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>Divides by the Euclidean norm along the axes (https://keras.io/api/layers/normalization_layers/unit_normalization/).</summary>
public sealed class UnitNormalization : Layer
{
    private readonly int[] axes;
    private readonly bool isList;

    private UnitNormalization(LayerConfig config)
        : base(config.Name, config.DType)
    {
        axes = config.Has("axis") ? config.Ints("axis") : [-1];
        isList = config.Node("axis") is JsonArray;
    }

    public static UnitNormalization FromConfig(LayerConfig config) => new(config);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        axes.All(axis => axis < inputShapes[0].Rank && axis >= -inputShapes[0].Rank)
            ? inputShapes[0]
            : throw Refuse(new("layer.expected.hasAxes", ("axes", string.Join(", ", axes))), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Unit(inputs[0], [.. axes.Select(axis => (long)axis)], 1e-12);

    /// <summary>x over its norm; a norm below epsilon counts as epsilon.</summary>
    internal static Tensor Unit(Tensor x, long[] axes, double epsilon) => x * x.square().sum(axes, keepdim: true).rsqrt().clamp_max(1 / epsilon);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = isList ? SpatialWindow.Json(axes) : axes[0];
        return config;
    }
}
