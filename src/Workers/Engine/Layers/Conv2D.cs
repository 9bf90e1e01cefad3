using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>2D convolution, (N, H, W, C) to (N, H', W', filters); kernel (h, w, C / groups, filters) (https://keras.io/api/layers/convolution_layers/convolution2d/).</summary>
public sealed class Conv2D : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly ActivationFunction activation;
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;

    public Conv2D(int filters, int kernelSize, int strides = 1, string padding = "valid", int dilationRate = 1, int groups = 1, string? activation = null, bool useBias = true,
        Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        string? name = null, DTypePolicy? dtype = null)
        : this(filters, [kernelSize, kernelSize], [strides, strides], padding, [dilationRate, dilationRate], groups, ActivationFunction.Named(activation), useBias,
            kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, name, dtype)
    {
    }

    public Conv2D(int filters, int[] kernelSize, int[]? strides = null, string padding = "valid", int[]? dilationRate = null, int groups = 1, ActivationFunction? activation = null,
        bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype)
    {
        window = SpatialWindow.Checked(Name, kernelSize, strides ?? [1, 1], padding, dilationRate);
        if (filters < 1 || groups < 1 || filters % groups != 0)
        {
            throw Refuse(new("layer.expected.filtersByGroups"), new Refusal("layer.received.filters", ("filters", filters.ToString()), ("groups", groups.ToString())));
        }

        (Filters, Groups, UseBias) = (filters, groups, useBias);
        this.activation = activation ?? ActivationFunction.Linear;
        this.kernelInitializer = kernelInitializer ?? VarianceScaling.GlorotUniform;
        this.biasInitializer = biasInitializer ?? new Zeros();
        (this.kernelRegularizer, this.biasRegularizer) = (kernelRegularizer, biasRegularizer);
    }

    public int Filters { get; }

    public int Groups { get; }

    public bool UseBias { get; }

    public Variable? Kernel { get; private set; }

    public Variable? Bias { get; private set; }

    public string ActivationName => activation.Name;

    internal SpatialWindow Window => window;

    public static Conv2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        config.OnlyNull("activity_regularizer");
        return new Conv2D(config.Int("filters"), config.Spatial("kernel_size", 2), config.Spatial("strides", 2, 1), config.Choice("padding", "valid", "valid", "same"),
            config.Spatial("dilation_rate", 2, 1), config.Int("groups", 1), config.Activation(), config.Bool("use_bias", true),
            config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform), config.Initializer("bias_initializer", new Zeros()),
            config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"), config.Name, config.DType);
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = RequireRank4(inputShapes[0]).Known(-1, Name);
        if (channels % Groups != 0)
        {
            throw Refuse(new("layer.expected.channelsByGroups", ("groups", Groups)), inputShapes[0]);
        }

        // In storage OHWI: seen as OIHW it is channels-last, which libtorch's kernels take without reordering.
        Kernel = AddWeight("kernel", [window.Kernel[0], window.Kernel[1], channels / Groups, Filters], kernelInitializer, regularizer: kernelRegularizer, storageOrder: [3, 0, 1, 2]);
        Bias = UseBias ? AddWeight("bias", [Filters], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = RequireRank4(inputShapes[0]);
        return TensorShape.Of(input[0], window.Output(input[1], 0, Name), window.Output(input[2], 1, Name), Filters);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (picture, padding) = window.Pad(Layout.ToChannelsFirst(inputs[0]));
        var kernel = Cast(Kernel!).permute(3, 2, 0, 1);
        var bias = Bias is null ? null : Cast(Bias);
        if (WinogradConvolution.Serves(picture, kernel, window.Strides, window.Dilation, Groups, padding))
        {
            return Layout.ToChannelsLast(WinogradConvolution.Apply(picture, kernel, bias, padding[0]));
        }
        return Layout.ToChannelsLast(nn.functional.conv2d(picture, kernel, bias, SpatialWindow.Long(window.Strides), padding, SpatialWindow.Long(window.Dilation), Groups));
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["filters"] = Filters;
        config["kernel_size"] = SpatialWindow.Json(window.Kernel);
        config["strides"] = SpatialWindow.Json(window.Strides);
        config["padding"] = window.Padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = SpatialWindow.Json(window.Dilation);
        config["groups"] = Groups;
        config["activation"] = activation.ToJson();
        config["use_bias"] = UseBias;
        config["kernel_initializer"] = kernelInitializer.ToJson();
        config["bias_initializer"] = biasInitializer.ToJson();
        config["kernel_regularizer"] = kernelRegularizer?.ToJson();
        config["bias_regularizer"] = biasRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["kernel_constraint"] = ConstraintJson("kernel_constraint");
        config["bias_constraint"] = ConstraintJson("bias_constraint");
        return config;
    }

    private TensorShape RequireRank4(TensorShape shape) => shape.Rank == 4 ? shape : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), shape);
}
