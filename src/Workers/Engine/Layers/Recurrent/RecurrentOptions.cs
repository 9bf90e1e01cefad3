using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>What LSTM, GRU and SimpleRNN share, with Keras's defaults (https://keras.io/api/layers/recurrent_layers/).</summary>
/// <param name="Units">Length of the state.</param>
public sealed record RecurrentOptions(int Units)
{
    public ActivationFunction Activation { get; init; } = ActivationFunction.Named("tanh");

    /// <summary>Of the gates; SimpleRNN has none.</summary>
    public ActivationFunction RecurrentActivation { get; init; } = ActivationFunction.Named("sigmoid");

    public bool UseBias { get; init; } = true;

    public Initializer KernelInitializer { get; init; } = VarianceScaling.GlorotUniform;

    public Initializer RecurrentInitializer { get; init; } = new Orthogonal();

    public Initializer BiasInitializer { get; init; } = new Zeros();

    public Regularizer? KernelRegularizer { get; init; }

    public Regularizer? RecurrentRegularizer { get; init; }

    public Regularizer? BiasRegularizer { get; init; }

    /// <summary>Share of the inputs dropped in training, the same ones at every step.</summary>
    public double Dropout { get; init; }

    /// <summary>Share of the state dropped in training, the same ones at every step.</summary>
    public double RecurrentDropout { get; init; }

    public bool ReturnSequences { get; init; }

    public bool ReturnState { get; init; }

    public bool GoBackwards { get; init; }

    /// <summary>Kept for the file: steps are always computed one by one.</summary>
    public bool Unroll { get; init; }

    /// <summary>True: a step that the mask leaves out gives zeros; false: the output before it.</summary>
    public bool ZeroOutputForMask { get; init; }

    /// <summary>Kept for the file; draws come from the run's generator.</summary>
    public int? Seed { get; init; }

    internal static RecurrentOptions Read(LayerConfig config, bool gated)
    {
        config.OnlyNull("activity_regularizer");
        if (config.Bool("stateful", false))
        {
            throw config.Refuse("stateful", new("layer.setting.stateless"));
        }

        config.Node("implementation");
        config.Node("use_cudnn");
        config.Node("time_major");
        return new RecurrentOptions(config.Int("units"))
        {
            Activation = config.Activation("activation", "tanh"),
            RecurrentActivation = gated ? config.Activation("recurrent_activation", "sigmoid") : ActivationFunction.Linear,
            UseBias = config.Bool("use_bias", true),
            KernelInitializer = config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform),
            RecurrentInitializer = config.Initializer("recurrent_initializer", new Orthogonal()),
            BiasInitializer = config.Initializer("bias_initializer", new Zeros()),
            KernelRegularizer = config.Regularizer("kernel_regularizer"),
            RecurrentRegularizer = config.Regularizer("recurrent_regularizer"),
            BiasRegularizer = config.Regularizer("bias_regularizer"),
            Dropout = config.Double("dropout", 0),
            RecurrentDropout = config.Double("recurrent_dropout", 0),
            ReturnSequences = config.Bool("return_sequences", false),
            ReturnState = config.Bool("return_state", false),
            GoBackwards = config.Bool("go_backwards", false),
            Unroll = config.Bool("unroll", false),
            ZeroOutputForMask = config.Bool("zero_output_for_mask", false),
            Seed = config.OptionalInt("seed"),
        };
    }

    internal void WriteSequence(JsonObject config)
    {
        config["return_sequences"] = ReturnSequences;
        config["return_state"] = ReturnState;
        config["go_backwards"] = GoBackwards;
        config["stateful"] = false;
        config["unroll"] = Unroll;
        config["zero_output_for_mask"] = ZeroOutputForMask;
        config["units"] = Units;
        config["activation"] = Activation.ToJson();
    }

    internal void WriteInitializers(JsonObject config)
    {
        config["kernel_initializer"] = KernelInitializer.ToJson();
        config["recurrent_initializer"] = RecurrentInitializer.ToJson();
        config["bias_initializer"] = BiasInitializer.ToJson();
    }

    internal void WriteRegularizers(JsonObject config)
    {
        config["kernel_regularizer"] = KernelRegularizer?.ToJson();
        config["recurrent_regularizer"] = RecurrentRegularizer?.ToJson();
        config["bias_regularizer"] = BiasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
    }
}
