using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>
/// Depthwise convolution over steps, then 1x1: (N, T, C) to (N, T', filters); kernels (size, C, multiplier) and (1, C * multiplier, filters)
/// (https://keras.io/api/layers/convolution_layers/separable_convolution1d/).
/// </summary>
public sealed class SeparableConv1D : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly int filters;
    private readonly int multiplier;
    private readonly ActivationFunction activation;
    private readonly bool useBias;
    private readonly Initializer depthwiseInitializer;
    private readonly Initializer pointwiseInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? depthwiseRegularizer;
    private readonly Regularizer? pointwiseRegularizer;
    private readonly Regularizer? biasRegularizer;
    private Variable? depthwise;
    private Variable? pointwise;
    private Variable? bias;

    private SeparableConv1D(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        config.OnlyNull("activity_regularizer");
        window = SpatialWindow.Checked(Name, config.Spatial("kernel_size", 1), config.Spatial("strides", 1, 1), config.Choice("padding", "valid", "valid", "same"), config.Spatial("dilation_rate", 1, 1));
        (filters, multiplier) = (config.Int("filters"), config.Int("depth_multiplier", 1));
        if (filters < 1 || multiplier < 1)
        {
            throw Refuse(new("layer.expected.filtersAndMultiplier"), $"{filters}, {multiplier}");
        }

        (activation, useBias) = (config.Activation(), config.Bool("use_bias", true));
        depthwiseInitializer = config.Initializer("depthwise_initializer", VarianceScaling.GlorotUniform);
        pointwiseInitializer = config.Initializer("pointwise_initializer", VarianceScaling.GlorotUniform);
        biasInitializer = config.Initializer("bias_initializer", new Zeros());
        depthwiseRegularizer = config.Regularizer("depthwise_regularizer");
        pointwiseRegularizer = config.Regularizer("pointwise_regularizer");
        biasRegularizer = config.Regularizer("bias_regularizer");
    }

    public string ActivationName => activation.Name;

    public static SeparableConv1D FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = Require(inputShapes[0]).Known(-1, Name);
        depthwise = AddWeight("depthwise_kernel", [window.Kernel[0], channels, multiplier], depthwiseInitializer, regularizer: depthwiseRegularizer, storageOrder: [1, 2, 0]);
        pointwise = AddWeight("pointwise_kernel", [1, channels * multiplier, filters], pointwiseInitializer, regularizer: pointwiseRegularizer);
        bias = useBias ? AddWeight("bias", [filters], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
        => TensorShape.Of(Require(inputShapes[0])[0], window.Output(inputShapes[0][1], 0, Name), filters);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var mixed = DepthwiseConv1D.Convolve(inputs[0], Cast(depthwise!), null, window).Times(Cast(pointwise!)[0]);
        return bias is null ? mixed : mixed + Cast(bias);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["depth_multiplier"] = multiplier;
        config["filters"] = filters;
        config["kernel_size"] = SpatialWindow.Json(window.Kernel);
        config["strides"] = SpatialWindow.Json(window.Strides);
        config["padding"] = window.Padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = SpatialWindow.Json(window.Dilation);
        config["activation"] = activation.ToJson();
        config["use_bias"] = useBias;
        config["depthwise_initializer"] = depthwiseInitializer.ToJson();
        config["pointwise_initializer"] = pointwiseInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["depthwise_regularizer"] = depthwiseRegularizer?.ToJson();
        config["pointwise_regularizer"] = pointwiseRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["depthwise_constraint"] = ConstraintJson("depthwise_constraint");
        config["pointwise_constraint"] = ConstraintJson("pointwise_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        return config;
    }

    private TensorShape Require(TensorShape shape) => shape.Rank == 3 ? shape : throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, C)")), shape);
}
