using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Recurrent;

/// <summary>One step of a recurrent layer with its weights: kernel (features, gates * units), recurrent_kernel (units, gates * units), bias. Keras keeps it as
/// a layer inside.</summary>
internal abstract class RecurrentCell(RecurrentOptions options, int gates, string name, DTypePolicy dtype) : Layer(name, dtype)
{
    private Variable? kernel;
    private Variable? recurrentKernel;

    protected RecurrentOptions Options => options;

    protected Variable? Bias { get; private set; }

    protected Tensor RecurrentKernel => Cast(recurrentKernel!);

    /// <summary>How many tensors the state has.</summary>
    public virtual int States => 1;

    /// <summary>The bias's shape; (gates * units) but for a GRU that resets after the product.</summary>
    protected virtual long[] BiasShape => [gates * options.Units];

    protected virtual Initializer BiasInitializer => options.BiasInitializer;

    /// <summary>The part of the bias that belongs to the inputs.</summary>
    protected virtual Tensor InputBias => Cast(Bias!);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        kernel = AddWeight(
            "kernel",
            [inputShapes[0].Known(-1, Name), gates * options.Units],
            options.KernelInitializer,
            regularizer: options.KernelRegularizer
        );
        recurrentKernel = AddWeight(
            "recurrent_kernel",
            [options.Units, gates * options.Units],
            options.RecurrentInitializer,
            regularizer: options.RecurrentRegularizer
        );
        Bias = options.UseBias ? AddWeight("bias", BiasShape, BiasInitializer, regularizer: options.BiasRegularizer) : null;
    }

    /// <summary>The inputs' share of all gates at every step, (N, T, features) to (N, T, gates * units).</summary>
    public Tensor Project(Tensor sequence, CallContext context, bool training)
    {
        var masks = training && options.Dropout > 0 ? Masks(sequence.shape[0], 1, sequence.shape[2], options.Dropout, sequence, context) : null;
        var product = Product(sequence, Cast(kernel!), masks);
        return Bias is null ? product : product + InputBias;
    }

    /// <summary>What is dropped of the state in a whole pass; null: nothing.</summary>
    public Tensor[]? StateMasks(long samples, Tensor beside, CallContext context, bool training) =>
        training && options.RecurrentDropout > 0 ? Masks(samples, options.Units, options.RecurrentDropout, beside, context) : null;

    /// <summary>The next states from the projected input of a step; the first of them is the output.</summary>
    public abstract Tensor[] Step(Tensor projected, Tensor[] states, Tensor[]? masks);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        throw new NotSupportedException("A cell is stepped by the layer around it.");

    /// <summary>x W, each gate with its own share of x dropped.</summary>
    protected Tensor Product(Tensor x, Tensor weight, Tensor[]? masks)
    {
        if (masks is null)
        {
            return x.Times(weight);
        }

        return masks.Length == 1
            ? (x * masks[0]).Times(weight)
            : cat(
                [
                    .. masks
                        .Take((int)(weight.shape[1] / options.Units))
                        .Select((mask, gate) => (x * mask).Times(weight.narrow(1, gate * options.Units, options.Units))),
                ],
                -1
            );
    }

    private Tensor[] Masks(long samples, long features, double rate, Tensor beside, CallContext context) => Draw([samples, features], rate, beside, context);

    private Tensor[] Masks(long samples, long steps, long features, double rate, Tensor beside, CallContext context) =>
        Draw([samples, steps, features], rate, beside, context);

    // As Keras: one mask for all gates, but one for each where the state drops too.
    private Tensor[] Draw(long[] shape, double rate, Tensor beside, CallContext context) =>
        [
            .. Enumerable
                .Range(0, options.RecurrentDropout > 0 ? gates : 1)
                .Select(_ => context.Uniform(Name, shape, beside).ge(rate).to_type(beside.dtype).div_(Math.Max(1 - rate, 1e-7))),
        ];
}
