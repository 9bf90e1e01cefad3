using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>activation(x W + b) over the last axis: (..., in) to (..., units); kernel (in, units) (https://keras.io/api/layers/core_layers/dense/).</summary>
public sealed class Dense : Layer, IActivated
{
    private readonly ActivationFunction activation;
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;

    public Dense(
        int units,
        string? activation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null,
        string? name = null,
        DTypePolicy? dtype = null
    )
        : this(units, ActivationFunction.Named(activation), useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, name, dtype) { }

    private Dense(
        int units,
        ActivationFunction activation,
        bool useBias,
        Initializer? kernelInitializer,
        Initializer? biasInitializer,
        Regularizer? kernelRegularizer,
        Regularizer? biasRegularizer,
        string? name,
        DTypePolicy? dtype
    )
        : base(name, dtype)
    {
        (Units, this.activation, UseBias) = (units > 0 ? units : throw Refuse(new("layer.expected.units"), units), activation, useBias);
        this.kernelInitializer = kernelInitializer ?? VarianceScaling.GlorotUniform;
        this.biasInitializer = biasInitializer ?? new Zeros();
        (this.kernelRegularizer, this.biasRegularizer) = (kernelRegularizer, biasRegularizer);
    }

    public int Units { get; }

    public bool UseBias { get; }

    public Variable? Kernel { get; private set; }

    public Variable? Bias { get; private set; }

    public string ActivationName => activation.Name;

    public static Dense FromConfig(LayerConfig config)
    {
        config.OnlyNull("activity_regularizer", "quantization_config", "lora_rank");
        return new Dense(
            config.Int("units"),
            config.Activation(),
            config.Bool("use_bias", true),
            config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform),
            config.Initializer("bias_initializer", new Zeros()),
            config.Regularizer("kernel_regularizer"),
            config.Regularizer("bias_regularizer"),
            config.Name,
            config.DType
        );
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        if (inputShapes[0].Rank < 2)
        {
            throw Refuse(new("layer.expected.shape", ("shape", "(N, ..., features)")), inputShapes[0]);
        }

        Kernel = AddWeight("kernel", [inputShapes[0].Known(-1, Name), Units], kernelInitializer, regularizer: kernelRegularizer, storageOrder: [1, 0]);
        Bias = UseBias ? AddWeight("bias", [Units], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => inputShapes[0].With(-1, Units);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) =>
        nn.functional.linear(inputs[0], Cast(Kernel!).t(), Bias is null ? null : Cast(Bias));

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["units"] = Units;
        config["activation"] = activation.ToJson();
        config["use_bias"] = UseBias;
        config["kernel_initializer"] = kernelInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["kernel_regularizer"] = kernelRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        config["quantization_config"] = null;
        return config;
    }
}
