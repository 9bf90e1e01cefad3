using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>What the convolutions over one and three axes share: (N, ..., C) to (N, ...', filters), kernel (sizes, C / groups, filters).</summary>
public abstract class ConvolutionND : Layer, IActivated
{
    private readonly SpatialWindow window;
    private readonly int filters;
    private readonly int groups;
    private readonly bool causal;
    private readonly ActivationFunction activation;
    private readonly bool useBias;
    private readonly Initializer kernelInitializer;
    private readonly Initializer biasInitializer;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;
    private Variable? kernel;
    private Variable? bias;

    private protected ConvolutionND(LayerConfig config, int rank)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        config.OnlyNull("activity_regularizer");
        var padding = rank == 1 ? config.Choice("padding", "valid", "valid", "same", "causal") : config.Choice("padding", "valid", "valid", "same");
        causal = padding == "causal";
        window = SpatialWindow.Checked(Name, config.Spatial("kernel_size", rank), config.Spatial("strides", rank, 1), causal ? "valid" : padding, config.Spatial("dilation_rate", rank, 1));
        (filters, groups) = (config.Int("filters"), config.Int("groups", 1));
        if (filters < 1 || groups < 1 || filters % groups != 0)
        {
            throw Refuse(new("layer.expected.filtersByGroups"), new Refusal("layer.received.filters", ("filters", filters.ToString()), ("groups", groups.ToString())));
        }

        (activation, useBias) = (config.Activation(), config.Bool("use_bias", true));
        (kernelInitializer, biasInitializer) = (config.Initializer("kernel_initializer", VarianceScaling.GlorotUniform), config.Initializer("bias_initializer", new Zeros()));
        (kernelRegularizer, biasRegularizer) = (config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"));
    }

    public string ActivationName => activation.Name;

    private int Rank => window.Kernel.Length;

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = Require(inputShapes[0]).Known(-1, Name);
        if (channels % groups != 0)
        {
            throw Refuse(new("layer.expected.channelsByGroups", ("groups", groups)), inputShapes[0]);
        }

        // In storage filters first, then channels: as libtorch reads it.
        kernel = AddWeight("kernel", [.. SpatialWindow.Long(window.Kernel), channels / groups, filters], kernelInitializer, regularizer: kernelRegularizer,
            storageOrder: [Rank + 1, Rank, .. Enumerable.Range(0, Rank)]);
        bias = useBias ? AddWeight("bias", [filters], biasInitializer, regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = Require(inputShapes[0]);
        return new TensorShape([input[0], .. Enumerable.Range(0, Rank).Select(axis => causal ? (input[1] + window.Strides[0] - 1) / window.Strides[0] : window.Output(input[axis + 1], axis, Name)), filters]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => activation.Apply(CallLinear(inputs, context));

    public Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = Layout.ChannelsFirst(inputs[0]);
        var (padded, padding) = causal ? (nn.functional.pad(x, [window.Dilation[0] * (window.Kernel[0] - 1), 0]), [0]) : window.PadAll(x);
        var weight = Cast(kernel!).permute([Rank + 1, Rank, .. Enumerable.Range(0, Rank)]);
        var added = bias is null ? null : Cast(bias);
        var (strides, dilation) = (SpatialWindow.Long(window.Strides), SpatialWindow.Long(window.Dilation));
        return Layout.ChannelsLast(Rank == 1
            ? nn.functional.conv1d(padded, weight, added, strides[0], padding[0], dilation[0], groups)
            : nn.functional.conv3d(padded, weight, added, strides, padding, dilation, groups));
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["filters"] = filters;
        config["kernel_size"] = SpatialWindow.Json(window.Kernel);
        config["strides"] = SpatialWindow.Json(window.Strides);
        config["padding"] = causal ? "causal" : window.Padding;
        config["data_format"] = "channels_last";
        config["dilation_rate"] = SpatialWindow.Json(window.Dilation);
        config["groups"] = groups;
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

    private TensorShape Require(TensorShape shape) => shape.Rank == Rank + 2 ? shape : throw Refuse(new("layer.expected.shape", ("shape", Rank == 1 ? "(N, steps, C)" : "(N, D, H, W, C)")), shape);
}
