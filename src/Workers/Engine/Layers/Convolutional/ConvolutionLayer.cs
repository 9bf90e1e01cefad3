using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>What convolutions of every kind and rank share: (N, ..., C) to (N, ...', filters).</summary>
public abstract class ConvolutionLayer : SpatialLayer, IActivated
{
    private readonly ConvolutionOptions options;

    private protected ConvolutionLayer(LayerConfig config, ConvolutionKind kind, int rank)
        : this(ConvolutionOptions.Read(config, kind, rank), config.Name, config.DType) { }

    private protected ConvolutionLayer(ConvolutionOptions options, string? name, DTypePolicy? dtype)
        : base(options.KernelSize.Length, name, dtype)
    {
        this.options = options;
        Window = SpatialWindow.Checked(Name, options.KernelSize, options.Strides, options.Padding, options.DilationRate);
        var (filters, groups, multiplier) = (options.Filters, options.Groups, options.DepthMultiplier);
        switch (options.Kind)
        {
            case ConvolutionKind.Plain when filters < 1 || groups < 1 || filters % groups != 0:
                throw Refuse(
                    new("layer.expected.filtersByGroups"),
                    new Refusal("layer.received.filters", ("filters", filters.ToString()), ("groups", groups.ToString()))
                );
            case ConvolutionKind.Transposed when filters < 1:
                throw Refuse(new("layer.expected.filters"), filters);
            case ConvolutionKind.Depthwise when multiplier < 1:
                throw Refuse(new("layer.expected.depthMultiplier"), multiplier);
            case ConvolutionKind.Separable when filters < 1 || multiplier < 1:
                throw Refuse(new("layer.expected.filtersAndMultiplier"), $"{filters}, {multiplier}");
        }
    }

    private protected int Filters => options.Filters;

    public int Groups => options.Groups;

    private protected int DepthMultiplier => options.DepthMultiplier;

    /// <summary>The kernel that slides; null before the layer is built.</summary>
    public Variable? Kernel { get; private set; }

    public Variable? Bias { get; private set; }

    public string ActivationName => options.Activation.Name;

    internal SpatialWindow Window { get; }

    /// <summary>The second kernel of a separable convolution.</summary>
    internal Variable? Pointwise { get; private set; }

    private protected Tensor? CastBias => Bias is null ? null : Cast(Bias);

    /// <summary>Name, shape and storage order of each kernel for so many channels.</summary>
    private protected abstract IReadOnlyList<(string Name, long[] Shape, int[]? Order)> Kernels(long channels);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var channels = Require(inputShapes[0]).Known(-1, Name);
        if (channels % Groups != 0)
        {
            throw Refuse(new("layer.expected.channelsByGroups", ("groups", Groups)), inputShapes[0]);
        }

        Variable[] kernels =
        [
            .. Kernels(channels)
                .Zip(
                    options.Weights,
                    (kernel, weight) => AddWeight(kernel.Name, kernel.Shape, weight.Initializer, regularizer: weight.Regularizer, storageOrder: kernel.Order)
                ),
        ];
        (Kernel, Pointwise) = (kernels[0], kernels.ElementAtOrDefault(1));
        Bias = options.UseBias
            ? AddWeight("bias", [OutputChannels(channels)!.Value], options.Weights[^1].Initializer, regularizer: options.Weights[^1].Regularizer)
            : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = Require(inputShapes[0]);
        var lengths = Enumerable
            .Range(0, Rank)
            .Select(axis =>
                options.Kind == ConvolutionKind.Transposed ? Window.TransposedOutput(input[axis + 1], axis) : Window.Output(input[axis + 1], axis, Name)
            );
        return new TensorShape([input[0], .. lengths, OutputChannels(input[^1])]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => options.Activation.Apply(CallLinear(inputs, context));

    public abstract Tensor CallLinear(IReadOnlyList<Tensor> inputs, CallContext context);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        options.Write(config, ConstraintJson);
        return config;
    }

    private long? OutputChannels(long? channels) => options.Kind == ConvolutionKind.Depthwise ? channels * DepthMultiplier : Filters;
}
