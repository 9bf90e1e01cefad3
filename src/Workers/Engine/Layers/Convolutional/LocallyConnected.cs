using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>
/// A convolution with a kernel of its own at every place, LocallyConnected1D and LocallyConnected2D of Keras 2
/// (https://www.tensorflow.org/versions/r2.15/api_docs/python/tf/keras/layers/LocallyConnected2D):
/// kernel (places, window * channels, filters), bias (places along each axis, filters). Keras 3 has no such layer: a network with it can be used but not
/// written.
/// </summary>
public sealed class LocallyConnected : Layer
{
    private readonly int rank;
    private readonly int filters;
    private readonly int[] window;
    private readonly int[] strides;
    private readonly bool useBias;
    private readonly ActivationFunction activation;
    private readonly Regularizer? kernelRegularizer;
    private readonly Regularizer? biasRegularizer;
    private Variable? kernel;
    private Variable? bias;

    private LocallyConnected(LayerConfig config, int rank)
        : base(config.Name, config.DType)
    {
        config.ChannelsLast();
        config.Choice("padding", "valid", "valid");
        config.Node("kernel_initializer");
        config.Node("bias_initializer");
        if (config.Int("implementation", 1) != 1)
        {
            throw config.Refuse("implementation", new("layer.setting.implementation"));
        }

        (this.rank, filters, window, strides) = (rank, config.Int("filters"), config.Spatial("kernel_size", rank), config.Spatial("strides", rank, 1));
        (activation, useBias) = (config.Activation(), config.Bool("use_bias", true));
        (kernelRegularizer, biasRegularizer) = (config.Regularizer("kernel_regularizer"), config.Regularizer("bias_regularizer"));
        if (filters < 1 || window.Concat(strides).Any(value => value < 1))
        {
            throw Refuse(new("layer.expected.filtersWindowsStrides"), $"{filters}, ({string.Join(", ", window)}), ({string.Join(", ", strides)})");
        }
    }

    public override string ClassName => $"LocallyConnected{rank}D";

    /// <exception cref="RefusedException">Always: Keras 3 has no such layer.</exception>
    public override string Module => throw Refuse(new("layer.expected.formatOfLayer"), new Refusal("layer.received.keras3"));

    public static Func<LayerConfig, Layer> FromConfig(int rank) => config => new LocallyConnected(config, rank);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        var output = ComputeOutputShape(inputShapes);
        long[] places = [.. Enumerable.Range(1, rank).Select(axis => output.Known(axis, Name))];
        kernel = AddWeight(
            "kernel",
            [places.Aggregate(1L, (p, d) => p * d), window.Aggregate(inputShapes[0].Known(-1, Name), (p, d) => p * d), filters],
            VarianceScaling.GlorotUniform,
            regularizer: kernelRegularizer
        );
        bias = useBias ? AddWeight("bias", [.. places, filters], new Zeros(), regularizer: biasRegularizer) : null;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == rank + 2 ? inputShapes[0] : throw Refuse(new("layer.expected.axes", ("axes", rank + 2)), inputShapes[0]);
        return new TensorShape([
            input[0],
            .. Enumerable
                .Range(0, rank)
                .Select(axis =>
                    input[axis + 1] is not { } length ? (long?)null
                    : length >= window[axis] ? ((length - window[axis]) / strides[axis]) + 1
                    : throw Refuse(new("layer.expected.leastAlongAxis", ("least", window[axis]), ("axis", axis + 1)), input)
                ),
            filters,
        ]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        for (var axis = 0; axis < rank; axis++)
        {
            x = x.unfold(axis + 1, window[axis], strides[axis]);
        }

        // (N, places..., C, window...) to (N, places, window and C in one).
        long[] places = [.. x.shape[1..(rank + 1)]];
        var patches = x.movedim([rank + 1L], [-1L]).reshape(x.shape[0], kernel!.Shape[0], kernel.Shape[1]);
        var output = einsum("npk,pkf->npf", patches, Cast(kernel)).reshape([x.shape[0], .. places, filters]);
        return activation.Apply(bias is null ? output : output + Cast(bias));
    }

    public override JsonObject GetConfig() => throw Refuse(new("layer.expected.formatOfLayer"), new Refusal("layer.received.keras3"));
}
