using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>One filter a channel, (N, H, W, C) to (N, H', W', C * multiplier); kernel (h, w, C, multiplier) (https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/).</summary>
public sealed class DepthwiseConv2D : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly ActivationFunction activation;
    private readonly Initializer depthwiseInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? depthwiseRegularizer;
    private readonly Regularizer? biasRegularizer;

    public DepthwiseConv2D(int kernelSize, int strides = 1, string padding = "valid", int depthMultiplier = 1, int dilationRate = 1, string? activation = null, bool useBias = true,
        Initializer? depthwiseInitializer = null, Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null, Regularizer? biasRegularizer = null,
        string? name = null, DTypePolicy? dtype = null)
        : this([kernelSize, kernelSize], [strides, strides], padding, depthMultiplier, [dilationRate, dilationRate], ActivationFunction.Named(activation), useBias,
            depthwiseInitializer, biasInitializer, depthwiseRegularizer, biasRegularizer, name, dtype)
    {
    }

    public DepthwiseConv2D(int[] kernelSize, int[]? strides, string padding, int depthMultiplier, int[]? dilationRate, ActivationFunction? activation, bool useBias,
        Initializer? depthwiseInitializer = null, Initializer? biasInitializer = null, Regularizer? depthwiseRegularizer = null, Regularizer? biasRegularizer = null,
        string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        window = SpatialWindow.Checked(Name, kernelSize, strides ?? [1, 1], padding, dilationRate);
        (DepthMultiplier, UseBias) = (depthMultiplier > 0 ? depthMultiplier : throw Refuse(new("layer.expected.depthMultiplier"), depthMultiplier), useBias);
        this.activation = activation ?? ActivationFunction.Linear;
        this.depthwiseInitializer = depthwiseInitializer ?? VarianceScaling.GlorotUniform;
        this.biasInitializer = biasInitializer ?? new Zeros();
        (this.depthwiseRegularizer, this.biasRegularizer) = (depthwiseRegularizer, biasRegularizer);
    }

    public int DepthMultiplier { get; }

    public bool UseBias { get; }

    public Variable? Kernel { get; private set; }

    public Variable? Bias { get; private set; }

    public string ActivationName => activation.Name;

    internal SpatialWindow Window => window;

    public static DepthwiseConv2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        config.OnlyNull("activity_regularizer");
        return new DepthwiseConv2D(config.Spatial("kernel_size", 2), config.Spatial("strides", 2, 1), config.Choice("padding", "valid", "valid", "same"), config.Int("depth_multiplier", 1),
            config.Spatial("dilation_rate", 2, 1), config.Activation(), config.Bool("use_bias", true),
            config.Initializer("depthwise_initializer", VarianceScaling.GlorotUniform), config.Initializer("bias_initializer", new Zeros()),
            config.Regularizer("depthwise_regularizer"), config.Regularizer("bias_regularizer"), config.Name, config.DType);
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = RequireRank4(inputShapes[0]).Known(-1, Name);
        Kernel = AddWeight("kernel", [window.Kernel[0], window.Kernel[1], channels, DepthMultiplier], depthwiseInitializer, regularizer: depthwiseRegularizer, storageOrder: [2, 3, 0, 1]);
        Bias = UseBias ? AddWeight("bias", [channels * DepthMultiplier], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = RequireRank4(inputShapes[0]);
        return TensorShape.Of(input[0], window.Output(input[1], 0, Name), window.Output(input[2], 1, Name), input[3] * DepthMultiplier);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
        => Convolve(inputs[0], Kernel!, Bias, window, ComputeType, context);

    /// <summary>(N, H, W, C) with a kernel (h, w, C, multiplier).</summary>
    internal static Tensor Convolve(Tensor input, Variable kernel, Variable? bias, SpatialWindow window, ScalarType computeType, CallContext context)
    {
        // On the CPU libtorch's bfloat16 depthwise convolution is mostly 3 to 6 times slower than float32: then it computes in float32 and rounds its result.
        var type = computeType switch
        {
            ScalarType.BFloat16 when input.device_type == DeviceType.CPU => context.Depthwise,
            ScalarType.Float16 when input.device_type == DeviceType.CPU => ScalarType.Float32,
            _ => computeType,
        };
        var (picture, padding) = window.Pad(Layout.ToChannelsFirst(input.dtype == type ? input : input.to_type(type)));
        var weight = (kernel.Type == type ? kernel.Value : kernel.Value.to_type(type)).permute(2, 3, 0, 1).reshape(-1, 1, window.Kernel[0], window.Kernel[1]);
        var added = bias is null || bias.Type == type ? bias?.Value : bias.Value.to_type(type);
        var (strides, dilation) = (SpatialWindow.Long(window.Strides), SpatialWindow.Long(window.Dilation));
        var result = DepthwiseConvolution.Serves(picture, weight, dilation) ? DepthwiseConvolution.Apply(picture, weight, added, strides, padding)
            : nn.functional.conv2d(picture, weight, added, strides, padding, dilation, picture.shape[1]);
        return Layout.ToChannelsLast(type == computeType ? result : result.to_type(computeType));
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["depth_multiplier"] = DepthMultiplier;
        config["kernel_size"] = SpatialWindow.Json(window.Kernel);
        config["strides"] = SpatialWindow.Json(window.Strides);
        config["padding"] = window.Padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = SpatialWindow.Json(window.Dilation);
        config["activation"] = activation.ToJson();
        config["use_bias"] = UseBias;
        config["depthwise_initializer"] = depthwiseInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["depthwise_regularizer"] = depthwiseRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["depthwise_constraint"] = ConstraintJson("depthwise_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        return config;
    }

    private TensorShape RequireRank4(TensorShape shape) => shape.Rank == 4 ? shape : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), shape);
}
