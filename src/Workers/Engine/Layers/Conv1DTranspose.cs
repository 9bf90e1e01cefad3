using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Transposed convolution over steps, (N, T, C) to (N, T * stride, filters) with "same"; kernel (size, filters, C) (https://keras.io/api/layers/convolution_layers/convolution1d_transpose/).</summary>
public sealed class Conv1DTranspose : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly int filters;
    private readonly ActivationFunction activation;
    private readonly bool useBias;
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;
    private Variable? kernel;
    private Variable? bias;

    private Conv1DTranspose(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        config.OnlyNull("output_padding", "activity_regularizer");
        window = SpatialWindow.Checked(Name, config.Spatial("kernel_size", 1), config.Spatial("strides", 1, 1), config.Choice("padding", "valid", "valid", "same"), config.Spatial("dilation_rate", 1, 1));
        filters = config.Int("filters") is > 0 and var positive ? positive : throw config.Refuse("filters", new("layer.setting.positive"));
        (activation, useBias) = (config.Activation(), config.Bool("use_bias", true));
        (kernelInitializer, biasInitializer) = (config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform), config.Initializer("bias_initializer", new Zeros()));
        (kernelRegularizer, biasRegularizer) = (config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"));
    }

    public string ActivationName => activation.Name;

    private int Span => (window.Kernel[0] - 1) * window.Dilation[0] + 1;

    public static Conv1DTranspose FromConfig(LayerConfig config) => new(config);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = inputShapes[0].Rank == 3 ? inputShapes[0].Known(-1, Name) : throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, C)")), inputShapes[0]);
        kernel = AddWeight("kernel", [window.Kernel[0], filters, channels], kernelInitializer, regularizer: kernelRegularizer, storageOrder: [2, 1, 0]);
        bias = useBias ? AddWeight("bias", [filters], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => TensorShape.Of(inputShapes[0][0], Length(inputShapes[0][1]), filters);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = Layout.ChannelsFirst(inputs[0]);
        var full = nn.functional.conv_transpose1d(x, Cast(kernel!).permute(2, 1, 0), null, stride: window.Strides[0], dilation: window.Dilation[0]);

        // As Conv2DTranspose: "same" cuts the forward convolution's margins; a kernel shorter than the stride leaves zeros at the end.
        var length = Length(x.shape[2])!.Value;
        var before = window.Padding == "same" ? Math.Max(Span - window.Strides[0], 0) / 2 : 0;
        var missing = length - (full.shape[2] - before);
        var last = Layout.ChannelsLast((missing > 0 ? nn.functional.pad(full, [0, missing]) : full).narrow(2, before, length));
        return bias is null ? last : last + Cast(bias);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["filters"] = filters;
        config["kernel_size"] = SpatialWindow.Json(window.Kernel);
        config["strides"] = SpatialWindow.Json(window.Strides);
        config["padding"] = window.Padding;
        config["output_padding"] = null;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = SpatialWindow.Json(window.Dilation);
        config["activation"] = activation.ToJson();
        config["use_bias"] = useBias;
        config["kernel_initializer"] = kernelInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["kernel_regularizer"] = kernelRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        return config;
    }

    private long? Length(long? input) => input * window.Strides[0] + (window.Padding == "same" ? 0 : Math.Max(Span - window.Strides[0], 0));
}
