using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>Transposed convolution, (N, H, W, C) to (N, H * stride, W * stride, filters) with "same"; kernel (h, w, filters, C) (https://keras.io/api/layers/convolution_layers/convolution2d_transpose/).</summary>
public sealed class Conv2DTranspose : Layer, IActivated
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

    public Conv2DTranspose(int filters, int[] kernelSize, int[]? strides = null, string padding = "valid", int[]? dilationRate = null, ActivationFunction? activation = null, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        window = SpatialWindow.Checked(Name, kernelSize, strides ?? [1, 1], padding, dilationRate);
        this.filters = filters > 0 ? filters : throw Refuse(new("layer.expected.filters"), filters);
        (this.activation, this.useBias) = (activation ?? ActivationFunction.Linear, useBias);
        (this.kernelInitializer, this.biasInitializer) = (kernelInitializer ?? VarianceScaling.GlorotUniform, biasInitializer ?? new Zeros());
        (this.kernelRegularizer, this.biasRegularizer) = (kernelRegularizer, biasRegularizer);
    }

    public string ActivationName => activation.Name;

    public static Conv2DTranspose FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        config.OnlyNull("output_padding", "activity_regularizer");
        return new Conv2DTranspose(config.Int("filters"), config.Spatial("kernel_size", 2), config.Spatial("strides", 2, 1), config.Choice("padding", "valid", "valid", "same"),
            config.Spatial("dilation_rate", 2, 1), config.Activation(), config.Bool("use_bias", true), config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform),
            config.Initializer("bias_initializer", new Zeros()), config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"), config.Name, config.DType);
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = inputShapes[0].Rank == 4 ? inputShapes[0].Known(-1, Name) : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);
        kernel = AddWeight("kernel", [window.Kernel[0], window.Kernel[1], filters, channels], kernelInitializer, regularizer: kernelRegularizer, storageOrder: [3, 0, 1, 2]);
        bias = useBias ? AddWeight("bias", [filters], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
        => TensorShape.Of(inputShapes[0][0], Length(inputShapes[0][1], 0), Length(inputShapes[0][2], 1), filters);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var picture = Layout.ToChannelsFirst(inputs[0]);
        var full = nn.functional.conv_transpose2d(picture, Cast(kernel!).permute(3, 2, 0, 1), null, SpatialWindow.Long(window.Strides), dilation: SpatialWindow.Long(window.Dilation));
        var fitted = Fit(Fit(full, 2, Length(picture.shape[2], 0)!.Value, 0), 3, Length(picture.shape[3], 1)!.Value, 1);
        var last = Layout.ToChannelsLast(fitted);
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

    private int Span(int axis) => (window.Kernel[axis] - 1) * window.Dilation[axis] + 1;

    private long? Length(long? input, int axis)
        => input * window.Strides[axis] + (window.Padding == "same" ? 0 : Math.Max(Span(axis) - window.Strides[axis], 0));

    // "same" cuts what the forward convolution's margins would have covered; a kernel shorter than the stride leaves zeros at the end.
    private Tensor Fit(Tensor full, int dimension, long length, int axis)
    {
        var before = window.Padding == "same" ? Math.Max(Span(axis) - window.Strides[axis], 0) / 2 : 0;
        var missing = length - (full.shape[dimension] - before);
        if (missing > 0)
        {
            full = nn.functional.pad(full, dimension == 3 ? [0, missing, 0, 0] : [0, 0, 0, missing]);
        }

        return full.narrow(dimension, before, length);
    }
}
