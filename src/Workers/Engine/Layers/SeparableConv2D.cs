using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>
/// Depthwise convolution, then 1x1: (N, H, W, C) to (N, H', W', filters); kernels (h, w, C, multiplier) and (1, 1, C * multiplier, filters)
/// (https://keras.io/api/layers/convolution_layers/separable_convolution2d/).
/// </summary>
public sealed class SeparableConv2D : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly ActivationFunction activation;
    private readonly int filters;
    private readonly int depthMultiplier;
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

    public SeparableConv2D(int filters, int kernelSize, int strides = 1, string padding = "valid", string? activation = null, bool useBias = true, string? name = null, DTypePolicy? dtype = null)
        : this(filters, [kernelSize, kernelSize], [strides, strides], padding, 1, null, ActivationFunction.Named(activation), useBias, name: name, dtype: dtype)
    {
    }

    public SeparableConv2D(int filters, int[] kernelSize, int[]? strides, string padding, int depthMultiplier, int[]? dilationRate, ActivationFunction activation, bool useBias,
        Initializer? depthwiseInitializer = null, Initializer? pointwiseInitializer = null, Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null,
        Regularizer? pointwiseRegularizer = null, Regularizer? biasRegularizer = null, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        window = SpatialWindow.Checked(Name, kernelSize, strides ?? [1, 1], padding, dilationRate);
        if (filters < 1 || depthMultiplier < 1)
        {
            throw Refuse(new("layer.expected.filtersAndMultiplier"), $"{filters}, {depthMultiplier}");
        }

        (this.filters, this.depthMultiplier, this.activation, this.useBias) = (filters, depthMultiplier, activation, useBias);
        this.depthwiseInitializer = depthwiseInitializer ?? VarianceScaling.GlorotUniform;
        this.pointwiseInitializer = pointwiseInitializer ?? VarianceScaling.GlorotUniform;
        this.biasInitializer = biasInitializer ?? new Zeros();
        (this.depthwiseRegularizer, this.pointwiseRegularizer, this.biasRegularizer) = (depthwiseRegularizer, pointwiseRegularizer, biasRegularizer);
    }

    public string ActivationName => activation.Name;

    internal SpatialWindow Window => window;

    internal Variable? Depthwise => depthwise;

    internal Variable? Pointwise => pointwise;

    internal Variable? Bias => bias;

    public static SeparableConv2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        config.OnlyNull("activity_regularizer");
        return new SeparableConv2D(config.Int("filters"), config.Spatial("kernel_size", 2), config.Spatial("strides", 2, 1), config.Choice("padding", "valid", "valid", "same"),
            config.Int("depth_multiplier", 1), config.Spatial("dilation_rate", 2, 1), config.Activation(), config.Bool("use_bias", true),
            config.Initializer("depthwise_initializer", VarianceScaling.GlorotUniform), config.Initializer("pointwise_initializer", VarianceScaling.GlorotUniform),
            config.Initializer("bias_initializer", new Zeros()), config.Regularizer("depthwise_regularizer"), config.Regularizer("pointwise_regularizer"),
            config.Regularizer("bias_regularizer"), config.Name, config.DType);
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = inputShapes[0].Rank == 4 ? inputShapes[0].Known(-1, Name) : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);
        depthwise = AddWeight("depthwise_kernel", [window.Kernel[0], window.Kernel[1], channels, depthMultiplier], depthwiseInitializer, regularizer: depthwiseRegularizer, storageOrder: [2, 3, 0, 1]);
        pointwise = AddWeight("pointwise_kernel", [1, 1, channels * depthMultiplier, filters], pointwiseInitializer, regularizer: pointwiseRegularizer, storageOrder: [3, 0, 1, 2]);
        bias = useBias ? AddWeight("bias", [filters], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
        => TensorShape.Of(inputShapes[0][0], window.Output(inputShapes[0][1], 0, Name), window.Output(inputShapes[0][2], 1, Name), filters);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var spread = Layout.ToChannelsFirst(DepthwiseConv2D.Convolve(inputs[0], depthwise!, null, window, ComputeType, context));
        return Layout.ToChannelsLast(nn.functional.conv2d(spread, Cast(pointwise!).permute(3, 2, 0, 1), bias is null ? null : Cast(bias)));
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["depth_multiplier"] = depthMultiplier;
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
}
