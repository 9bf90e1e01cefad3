using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Activations;

/// <summary>A leaky ReLU whose slope below zero is learned (https://keras.io/api/layers/activation_layers/prelu/, He et al. 2015).</summary>
/// <param name="sharedAxes">Axes, batch counted as 0, along which one slope serves.</param>
public sealed class PReLU(
    Initializer? alphaInitializer = null,
    Regularizer? alphaRegularizer = null,
    int[]? sharedAxes = null,
    string? name = null,
    DTypePolicy? dtype = null
) : Layer(name, dtype)
{
    private readonly Initializer initializer = alphaInitializer ?? new Zeros();
    private Variable? alpha;

    public static PReLU FromConfig(LayerConfig config)
    {
        return new PReLU(
            config.Initializer("alpha_initializer", new Zeros()),
            config.Regularizer("alpha_regularizer"),
            config.Has("shared_axes") ? config.Ints("shared_axes") : null,
            config.Name,
            config.DType
        );
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes) =>
        alpha = AddWeight(
            "alpha",
            [.. Enumerable.Range(1, inputShapes[0].Rank - 1).Select(axis => sharedAxes?.Contains(axis) == true ? 1 : inputShapes[0].Known(axis, Name))],
            initializer,
            regularizer: alphaRegularizer
        );

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].relu() - Cast(alpha!) * (-inputs[0]).relu();

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["alpha_initializer"] = initializer.ToJson();
        config["alpha_regularizer"] = alphaRegularizer?.ToJson();
        config["alpha_constraint"] = ConstraintJson("alpha_constraint");
        config["shared_axes"] = sharedAxes is null ? null : SpatialWindow.Json(sharedAxes);
        return config;
    }
}
