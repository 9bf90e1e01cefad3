using System.Runtime.ExceptionServices;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>One way through batches in their order, each as a network's inputs.</summary>
/// <param name="batches">Numbers of pictures.</param>
/// <param name="context">Of the passes that the inputs are for.</param>
/// <param name="make">Makes the inputs of a batch; called once for each, in order, with the context that augmentation draws from.</param>
/// <param name="pictures">What <paramref name="make"/> takes from; disposed with this.</param>
internal sealed class FeedPass(IReadOnlyList<int[]> batches, CallContext context, Func<int[], CallContext, IReadOnlyList<Tensor>> make, IDisposable? pictures = null) : IDisposable
{
    private int _next;
    private Prepared? _prepared;

    /// <summary>The next batch's inputs; they belong to the caller's dispose scope.</summary>
    public IReadOnlyList<Tensor> Next()
    {
        if (_prepared is { } prepared)
        {
            _prepared = null;
            return prepared.Hand(context);
        }
        using var scope = torch.NewDisposeScope();
        return [.. make(batches[_next++], context).Select(input => input.MoveToOuterDisposeScope())];
    }

    /// <summary>
    /// Makes the next batch's inputs before they are asked for, while a device other than this processor computes: called when all of a step is under way there. Draws come from a copy of the
    /// run's generator, which is set to where the copy has come when the batch is handed over: a checkpoint in between knows nothing of them, and they are those of making the inputs then.
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
        pictures?.Dispose();
    }

    private sealed class Prepared : IDisposable
    {
        private readonly Generator? _generator;
        private readonly CallContext _drawing;
        private readonly Tensor[] _inputs = [];
        private readonly ExceptionDispatchInfo? _fault;

        public Prepared(int[] indices, CallContext context, Func<int[], CallContext, IReadOnlyList<Tensor>> make)
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
                _inputs = [.. make(indices, _drawing).Select(input => input.DetachFromDisposeScope())];
            }
            catch (Exception thrown)
            {
                // Told when the batch is asked for, as without preparing.
                _fault = ExceptionDispatchInfo.Capture(thrown);
            }
        }

        public IReadOnlyList<Tensor> Hand(CallContext context)
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
            return [.. _inputs.Select(input => input.alias())];
        }

        public void Dispose()
        {
            foreach (var input in _inputs)
            {
                input.Dispose();
            }
            foreach (var mix in _drawing.LabelMixes)
            {
                mix.Dispose();
            }
            _generator?.Dispose();
        }
    }
}
