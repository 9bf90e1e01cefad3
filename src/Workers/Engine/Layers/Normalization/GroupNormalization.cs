using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>Normalises groups of channels of each sample (https://keras.io/api/layers/normalization_layers/group_normalization/, Wu and He 2018).</summary>
public sealed class GroupNormalization : Layer
{
    private readonly int groups;
    private readonly int axis;
    private readonly double epsilon;
    private readonly bool center;
    private readonly bool scale;
    private readonly Initializer betaInitializer;
    private readonly Initializer gammaInitializer;
    private readonly Regularizer? betaRegularizer;
    private readonly Regularizer? gammaRegularizer;
    private Variable? gamma;
    private Variable? beta;

    /// <param name="groups">Default 32; -1 is one group a channel.</param>
    /// <param name="axis">The channels' axis; the last by default.</param>
    public GroupNormalization(
        int groups = 32,
        int axis = -1,
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
        (this.groups, this.axis, this.epsilon, this.center, this.scale) = (groups, axis, epsilon, center, scale);
        (this.betaInitializer, this.gammaInitializer) = (betaInitializer ?? new Zeros(), gammaInitializer ?? new Ones());
        (this.betaRegularizer, this.gammaRegularizer) = (betaRegularizer, gammaRegularizer);
    }

    public static GroupNormalization FromConfig(LayerConfig config)
    {
        return new GroupNormalization(
            config.Int("groups", 32),
            config.Int("axis", -1),
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
        var channels = inputShapes[0].Known(axis, Name);
        if (groups != -1 && (groups < 1 || channels % groups != 0))
        {
            throw Refuse(
                new("layer.expected.groupsOfChannels"),
                new Refusal("layer.received.groups", ("groups", groups.ToString()), ("channels", channels.ToString()))
            );
        }

        gamma = scale ? AddWeight("gamma", [channels], gammaInitializer, regularizer: gammaRegularizer) : null;
        beta = center ? AddWeight("beta", [channels], betaInitializer, regularizer: betaRegularizer) : null;
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0].dtype == ScalarType.Float32 ? inputs[0] : inputs[0].to_type(ScalarType.Float32);
        var at = axis < 0 ? axis + x.shape.Length : axis;
        var moved = x.movedim([at], [1]);
        var result = nn.functional.group_norm(moved, groups == -1 ? moved.shape[1] : groups, gamma?.Value, beta?.Value, epsilon).movedim([1], [at]);
        return result.dtype == inputs[0].dtype ? result : result.to_type(inputs[0].dtype);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["groups"] = groups;
        config["axis"] = axis;
        config["epsilon"] = epsilon;
        config["center"] = center;
        config["scale"] = scale;
        config["beta_initializer"] = betaInitializer.ToJson();
        config["gamma_initializer"] = gammaInitializer.ToJson();
        config["beta_regularizer"] = betaRegularizer?.ToJson();
        config["gamma_regularizer"] = gammaRegularizer?.ToJson();
        config["beta_constraint"] = ConstraintJson("beta_constraint");
        config["gamma_constraint"] = ConstraintJson("gamma_constraint");
        return config;
    }
}
