using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>Normalises each sample over its last axes (https://keras.io/api/layers/normalization_layers/layer_normalization/, Ba et al. 2016).</summary>
public sealed class LayerNormalization : Layer
{
    private readonly int[] axes;
    private readonly double epsilon;
    private readonly bool center;
    private readonly bool scale;
    private readonly Initializer betaInitializer;
    private readonly Initializer gammaInitializer;
    private readonly Regularizer? betaRegularizer;
    private readonly Regularizer? gammaRegularizer;
    private Variable? gamma;
    private Variable? beta;

    /// <param name="axes">The last axes; the last one by default.</param>
    /// <param name="epsilon">Default 1e-3.</param>
    public LayerNormalization(
        int[]? axes = null,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        string? name = null,
        DTypePolicy? dtype = null,
        Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null,
        Regularizer? betaRegularizer = null,
        Regularizer? gammaRegularizer = null
    )
        : base(name, dtype)
    {
        (this.axes, this.epsilon, this.center, this.scale) = (axes ?? [-1], epsilon, center, scale);
        (this.betaInitializer, this.gammaInitializer) = (betaInitializer ?? new Zeros(), gammaInitializer ?? new Ones());
        (this.betaRegularizer, this.gammaRegularizer) = (betaRegularizer, gammaRegularizer);
    }

    public static LayerNormalization FromConfig(LayerConfig config)
    {
        return config.Bool("rms_scaling", false)
            ? throw config.Refuse("rms_scaling", new("layer.setting.falseOnly"))
            : new LayerNormalization(
                config.Ints("axis", -1),
                config.Double("epsilon", 1e-3),
                config.Bool("center", true),
                config.Bool("scale", true),
                config.Name,
                config.DType,
                config.Initializer("beta_initializer", new Zeros()),
                config.Initializer("gamma_initializer", new Ones()),
                config.Regularizer("beta_regularizer"),
                config.Regularizer("gamma_regularizer")
            );
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var rank = inputShapes[0].Rank;
        int[] positions = [.. axes.Select(axis => axis < 0 ? axis + rank : axis).Order()];
        if (!positions.SequenceEqual(Enumerable.Range(rank - axes.Length, axes.Length)))
        {
            throw Refuse(
                new("layer.expected.lastAxes"),
                new Refusal("layer.received.axesOf", ("axes", string.Join(", ", axes)), ("shape", inputShapes[0].ToString()))
            );
        }

        long[] shape = [.. positions.Select(axis => inputShapes[0].Known(axis, Name))];
        gamma = scale ? AddWeight("gamma", shape, gammaInitializer, regularizer: gammaRegularizer) : null;
        beta = center ? AddWeight("beta", shape, betaInitializer, regularizer: betaRegularizer) : null;
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        // Statistics are float32 whatever the policy computes in, as in Keras.
        var x = inputs[0].dtype == ScalarType.Float32 ? inputs[0] : inputs[0].to_type(ScalarType.Float32);
        var result = nn.functional.layer_norm(x, x.shape[^axes.Length..], gamma?.Value, beta?.Value, epsilon);
        return result.dtype == inputs[0].dtype ? result : result.to_type(inputs[0].dtype);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = SpatialWindow.Json(axes);
        config["epsilon"] = epsilon;
        config["center"] = center;
        config["scale"] = scale;
        config["rms_scaling"] = false;
        config["beta_initializer"] = betaInitializer.ToJson();
        config["gamma_initializer"] = gammaInitializer.ToJson();
        config["beta_regularizer"] = betaRegularizer?.ToJson();
        config["gamma_regularizer"] = gammaRegularizer?.ToJson();
        config["beta_constraint"] = ConstraintJson("beta_constraint");
        config["gamma_constraint"] = ConstraintJson("gamma_constraint");
        return config;
    }
}
