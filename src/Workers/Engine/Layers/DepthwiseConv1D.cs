using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>One filter a channel over steps, (N, T, C) to (N, T', C * multiplier); kernel (size, C, multiplier) (https://keras.io/api/layers/convolution_layers/depthwise_convolution1d/).</summary>
public sealed class DepthwiseConv1D : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly int multiplier;
    private readonly ActivationFunction activation;
    private readonly bool useBias;
    private readonly Initializer depthwiseInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? depthwiseRegularizer;
    private readonly Regularizer? biasRegularizer;
    private Variable? kernel;
    private Variable? bias;

    private DepthwiseConv1D(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        config.OnlyNull("activity_regularizer");
        window = SpatialWindow.Checked(Name, config.Spatial("kernel_size", 1), config.Spatial("strides", 1, 1), config.Choice("padding", "valid", "valid", "same"), config.Spatial("dilation_rate", 1, 1));
        multiplier = config.Int("depth_multiplier", 1) is > 0 and var positive ? positive : throw config.Refuse("depth_multiplier", new("layer.setting.positive"));
        (activation, useBias) = (config.Activation(), config.Bool("use_bias", true));
        (depthwiseInitializer, biasInitializer) = (config.Initializer("depthwise_initializer", VarianceScaling.GlorotUniform), config.Initializer("bias_initializer", new Zeros()));
        (depthwiseRegularizer, biasRegularizer) = (config.Regularizer("depthwise_regularizer"), config.Regularizer("bias_regularizer"));
    }

    public string ActivationName => activation.Name;

    public static DepthwiseConv1D FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = Require(inputShapes[0]).Known(-1, Name);
        kernel = AddWeight("kernel", [window.Kernel[0], channels, multiplier], depthwiseInitializer, regularizer: depthwiseRegularizer, storageOrder: [1, 2, 0]);
        bias = useBias ? AddWeight("bias", [channels * multiplier], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
        => TensorShape.Of(Require(inputShapes[0])[0], window.Output(inputShapes[0][1], 0, Name), inputShapes[0][2] * multiplier);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) => Convolve(inputs[0], Cast(kernel!), bias is null ? null : Cast(bias), window);

    /// <summary>(N, T, C) with a kernel (size, C, multiplier).</summary>
    internal static Tensor Convolve(Tensor input, Tensor kernel, Tensor? bias, SpatialWindow window)
    {
        var (x, padding) = window.PadAll(Layout.ChannelsFirst(input));
        return Layout.ChannelsLast(nn.functional.conv1d(x, kernel.permute(1, 2, 0).reshape(-1, 1, window.Kernel[0]), bias, window.Strides[0], padding[0], window.Dilation[0], x.shape[1]));
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["depth_multiplier"] = multiplier;
        config["kernel_size"] = SpatialWindow.Json(window.Kernel);
        config["strides"] = SpatialWindow.Json(window.Strides);
        config["padding"] = window.Padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = SpatialWindow.Json(window.Dilation);
        config["activation"] = activation.ToJson();
        config["use_bias"] = useBias;
        config["depthwise_initializer"] = depthwiseInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["depthwise_regularizer"] = depthwiseRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["depthwise_constraint"] = ConstraintJson("depthwise_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        return config;
    }

    private TensorShape Require(TensorShape shape) => shape.Rank == 3 ? shape : throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, C)")), shape);
}
