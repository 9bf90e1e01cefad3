using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>
/// Batch normalisation (https://keras.io/api/layers/normalization_layers/batch_normalization/, Ioffe and Szegedy 2015). Uses the batch's own statistics, and
/// moves
/// its averages, only when the pass trains, the layer is trainable, and the freeze plan's <see cref="BatchNormMode"/> says so; a frozen layer runs in
/// inference mode, as in Keras.
/// </summary>
public sealed class BatchNormalization : Layer
{
    private readonly Initializer[] initializers;
    private readonly Regularizer? betaRegularizer;
    private readonly Regularizer? gammaRegularizer;

    /// <param name="axis">The axis that keeps its own statistics; the last by default.</param>
    /// <param name="momentum">Default 0.99: average = average * momentum + batch * (1 - momentum).</param>
    /// <param name="epsilon">Default 1e-3.</param>
    public BatchNormalization(
        int axis = -1,
        double momentum = 0.99,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        string? name = null,
        DTypePolicy? dtype = null,
        Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null,
        Initializer? movingMeanInitializer = null,
        Initializer? movingVarianceInitializer = null,
        Regularizer? betaRegularizer = null,
        Regularizer? gammaRegularizer = null
    )
        : base(name, dtype)
    {
        (Axis, Momentum, Epsilon, Center, Scale) = (axis, momentum, epsilon, center, scale);
        initializers =
        [
            betaInitializer ?? new Zeros(),
            gammaInitializer ?? new Ones(),
            movingMeanInitializer ?? new Zeros(),
            movingVarianceInitializer ?? new Ones(),
        ];
        (this.betaRegularizer, this.gammaRegularizer) = (betaRegularizer, gammaRegularizer);
    }

    public int Axis { get; }

    public double Momentum { get; }

    public double Epsilon { get; }

    public bool Center { get; }

    public bool Scale { get; }

    public Variable? Gamma { get; private set; }

    public Variable? Beta { get; private set; }

    public Variable? MovingMean { get; private set; }

    public Variable? MovingVariance { get; private set; }

    internal override Layer? JoinedWith(Layer next) => ActivatedNormalization.Of(this, next);

    public static BatchNormalization FromConfig(LayerConfig config)
    {
        config.OnlyNull("renorm_clipping");
        config.Node("renorm_momentum");
        if (config.Bool("renorm", false) || config.Bool("synchronized", false))
        {
            throw config.Refuse("renorm", new("layer.setting.falseAsSynchronized"));
        }

        // Legacy files write the axis as a list of one.
        var axes = config.Ints("axis", -1);
        return new BatchNormalization(
            axes.Length == 1 ? axes[0] : throw config.Refuse("axis", new("layer.setting.axis")),
            config.Double("momentum", 0.99),
            config.Double("epsilon", 1e-3),
            config.Bool("center", true),
            config.Bool("scale", true),
            config.Name,
            config.DType,
            config.Initializer("beta_initializer", new Zeros()),
            config.Initializer("gamma_initializer", new Ones()),
            config.Initializer("moving_mean_initializer", new Zeros()),
            config.Initializer("moving_variance_initializer", new Ones()),
            config.Regularizer("beta_regularizer"),
            config.Regularizer("gamma_regularizer")
        );
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        long[] shape = [inputShapes[0].Known(Axis, Name)];
        // Statistics and scale stay float32 whatever the policy computes in.
        Gamma = Scale ? AddWeight("gamma", shape, initializers[1], regularizer: gammaRegularizer) : null;
        Beta = Center ? AddWeight("beta", shape, initializers[0], regularizer: betaRegularizer) : null;
        MovingMean = AddWeight("moving_mean", shape, initializers[2], trainable: false);
        MovingVariance = AddWeight("moving_variance", shape, initializers[3], trainable: false);
    }

    internal override IReadOnlyList<Variable> MovedBy(CallContext context) => UsesBatchStatistics(context) ? [MovingMean!, MovingVariance!] : [];

    /// <summary>True if this pass would use the batch's statistics.</summary>
    public bool UsesBatchStatistics(CallContext context) =>
        context.Training && Trainable && !RunsInInferenceMode && context.BatchNormMode == BatchNormMode.Train;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var input = inputs[0];
        if (Normalized(input, context, FusedActivation.None) is { } swept)
        {
            return swept;
        }
        // libtorch computes in float32 inside also where bfloat16 comes in and goes out; the casts around it would each be a sweep through memory.
        var x =
            input.dtype is ScalarType.Float32 or ScalarType.Float64 || (input.dtype == ScalarType.BFloat16 && input.device_type == DeviceType.CPU)
                ? input
                : input.to_type(ScalarType.Float32);
        var axis = Axis < 0 ? Axis + x.shape.Length : Axis;
        var moved = axis == 1 ? x : x.movedim([axis], [1]);
        var result = UsesBatchStatistics(context) ? Train(moved, moves: !context.Repeats) : Infer(moved);
        var back = axis == 1 ? result : result.movedim([1], [axis]);
        return back.dtype == input.dtype ? back : back.to_type(input.dtype);
    }

    /// <summary>The normalisation and an activation behind it in one sweep through memory, in inference mode; null where this can't be: the two are called one
    /// after the other then.</summary>
    internal Tensor? Normalized(Tensor x, CallContext context, FusedActivation activation)
    {
        if (
            UsesBatchStatistics(context)
            || !NormalizedActivation.Serves(x)
            || (Axis != -1 && Axis != x.shape.Length - 1)
            || MovingMean!.Type != ScalarType.Float32
        )
        {
            return null;
        }
        return NormalizedActivation.Infer(x, Gamma?.Value, Beta?.Value, MovingMean.Value, MovingVariance!.Value, Epsilon, activation);
    }

    private Tensor Infer(Tensor x) =>
        nn.functional.batch_norm(x, MovingMean!.Value, MovingVariance!.Value, Gamma?.Value, Beta?.Value, training: false, eps: Epsilon);

    private Tensor Train(Tensor x, bool moves)
    {
        // With momentum 1 libtorch leaves the batch's mean and its unbiased variance; Keras averages the biased one.
        var count = x.numel() / x.shape[1];
        using var mean = zeros_like(MovingMean!.Value);
        using var variance = zeros_like(MovingVariance!.Value);
        var result = nn.functional.batch_norm(x, mean, variance, Gamma?.Value, Beta?.Value, training: true, momentum: 1, eps: Epsilon);
        if (!moves)
        {
            return result;
        }

        using var quiet = no_grad();
        // The gradient still reads the tensors given to batch_norm, so they are not changed in place.
        MovingMean.Value.mul_(Momentum).add_(mean, alpha: 1 - Momentum);
        MovingVariance!.Value.mul_(Momentum);
        if (count > 1)
        {
            MovingVariance.Value.add_(variance, alpha: (1 - Momentum) * (count - 1.0) / count);
        }

        return result;
    }

    public override JsonObject DefaultKeywords() => new() { ["mask"] = null };

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axis"] = Axis;
        config["momentum"] = Momentum;
        config["epsilon"] = Epsilon;
        config["center"] = Center;
        config["scale"] = Scale;
        config["beta_initializer"] = initializers[0].ToJson();
        config["gamma_initializer"] = initializers[1].ToJson();
        config["moving_mean_initializer"] = initializers[2].ToJson();
        config["moving_variance_initializer"] = initializers[3].ToJson();
        config["beta_regularizer"] = betaRegularizer?.ToJson();
        config["gamma_regularizer"] = gammaRegularizer?.ToJson();
        config["beta_constraint"] = ConstraintJson("beta_constraint");
        config["gamma_constraint"] = ConstraintJson("gamma_constraint");
        config["synchronized"] = false;
        config["renorm"] = false;
        config["renorm_clipping"] = null;
        config["renorm_momentum"] = 0.99;
        return config;
    }
}
