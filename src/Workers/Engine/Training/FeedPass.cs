using System.Runtime.ExceptionServices;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>One way through batches in their order, each as a network and its loss take it.</summary>
/// <param name="batches">Examples.</param>
/// <param name="context">Of the passes that the inputs are for.</param>
/// <param name="make">Makes a batch; called once for each, in order, with the context that augmentation draws from.</param>
/// <param name="reader">What <paramref name="make"/> takes from; disposed with this.</param>
internal sealed class FeedPass(IReadOnlyList<Draw[]> batches, CallContext context, Func<Draw[], CallContext, Batch> make, IDisposable? reader = null)
    : IDisposable
{
    private int _next;
    private Prepared? _prepared;

    /// <summary>The next batch; it belongs to the caller's dispose scope.</summary>
    public Batch Next()
    {
        if (_prepared is { } prepared)
        {
            _prepared = null;
            return prepared.ToBatch(context);
        }
        using var scope = torch.NewDisposeScope();
        return Each(make(batches[_next++], context), tensor => tensor.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// Makes the next batch's inputs before they are asked for, while a device other than this processor computes: called when all of a step is under way
    /// there. Draws come from a copy of the
    /// run's generator, which is set to where the copy has come when the batch is handed over: a checkpoint in between knows nothing of them, and they are
    /// those of making the inputs then.
    /// </summary>
    public void Prepare()
    {
        if (_prepared is null && _next < batches.Count)
        {
            _prepared = new Prepared(batches[_next++], context, make);
        }
    }

    public void Dispose()
    {
        _prepared?.Dispose();
        reader?.Dispose();
    }

    private static Batch Each(Batch batch, Func<Tensor, Tensor> of) =>
        batch with
        {
            Inputs = [.. batch.Inputs.Select(of)],
            Targets = [.. batch.Targets.Select(of)],
            Weights = batch.Weights is null ? null : of(batch.Weights),
            Points = batch.Points is null ? null : of(batch.Points),
        };

    private sealed class Prepared : IDisposable
    {
        private readonly Generator? _generator;
        private readonly CallContext _drawing;
        private readonly Batch _batch = new([], []);
        private readonly ExceptionDispatchInfo? _fault;

        public Prepared(Draw[] draws, CallContext context, Func<Draw[], CallContext, Batch> make)
        {
            using var scope = torch.NewDisposeScope();
            if (context.Generator is { } own)
            {
                _generator = new Generator();
                _generator.set_state(own.get_state());
            }
            _drawing = context.Again(_generator);
            try
            {
                _batch = Each(make(draws, _drawing), tensor => tensor.DetachFromDisposeScope());
            }
            catch (Exception thrown)
            {
                // Told when the batch is asked for, as without preparing.
                _fault = ExceptionDispatchInfo.Capture(thrown);
            }
        }

        public Batch ToBatch(CallContext context)
        {
            using var own = this;
            _fault?.Throw();
            if (_generator is not null)
            {
                using var state = _generator.get_state();
                context.Generator!.set_state(state);
            }
            context.LabelMixes.AddRange(_drawing.LabelMixes);
            _drawing.LabelMixes.Clear();
            return Each(_batch, tensor => tensor.alias());
        }

        public void Dispose()
        {
            Tensor?[] held = [.. _batch.Inputs, .. _batch.Targets, _batch.Weights, _batch.Points];
            foreach (var tensor in held)
            {
                tensor?.Dispose();
            }
            foreach (var mix in _drawing.LabelMixes)
            {
                mix.Dispose();
            }
            _generator?.Dispose();
        }
    }
}
