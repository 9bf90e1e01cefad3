using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>How an epoch's steps ended.</summary>
public enum EpochEnd
{
    Complete,
    Stopped,
    Diverged,
}

/// <summary>Runs the steps of epochs: training in the epoch's own order, then validation.</summary>
/// <param name="plan">Of the training examples.</param>
/// <param name="validation">Examples to judge by.</param>
/// <param name="batchSize">Of validation.</param>
/// <param name="weighs">Whether the examples' own weights count in the loss.</param>
/// <param name="preparesEarly">Whether a batch is made ready while the step before it computes: for a device beside this processor.</param>
internal sealed class EpochLoop(
    IBatchPlan plan,
    int examples,
    IExamples validation,
    int batchSize,
    bool weighs,
    StageFeed feed,
    TrainingStep step,
    Optimizer optimizer,
    torch.Generator generator,
    IRunEventSink events,
    TimeProvider time,
    bool preparesEarly,
    DepthwiseChoice? depthwise
)
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(250);
    private long _lastProgress;

    /// <summary>Trains from a step of the epoch on; stops at a step's boundary when asked to.</summary>
    /// <param name="epoch">Counted through all stages.</param>
    /// <param name="from">Steps done already.</param>
    /// <param name="sums">Of the steps done already.</param>
    /// <param name="epochsLeft">Epochs of the run after this one, for the time left.</param>
    /// <param name="stop">Asked before each step.</param>
    /// <param name="stepped">Told after each step but the last: steps done and their sums.</param>
    public (EpochEnd End, int Step, EpochSums Sums, double LastLoss) Train(
        int epoch,
        int from,
        EpochSums sums,
        int epochsLeft,
        CancellationToken stop,
        Action<int, EpochSums>? stepped = null
    )
    {
        Draw[][] batches = [.. plan.Epoch(epoch).Skip(from)];
        var context = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
            Depthwise = depthwise?.Type ?? torch.ScalarType.Float32,
        };
        var begin = time.GetTimestamp();
        var before = sums;
        using var inputs = feed.Training(batches, context);
        for (var at = from; at < plan.Steps; at++)
        {
            if (stop.IsCancellationRequested)
            {
                return (EpochEnd.Stopped, at, WithTime(sums, before, begin), 0);
            }
            using var scope = torch.NewDisposeScope();
            var batch = inputs.Next();
            var (loss, observed) = step.Train(weighs ? batch : batch with { Weights = null }, optimizer, context, preparesEarly ? inputs.Prepare : null);
            if (at == from)
            {
                StartTimes.Mark($"first step of epoch {epoch}");
            }
            if (!double.IsFinite(loss))
            {
                return (EpochEnd.Diverged, at, WithTime(sums, before, begin), loss);
            }
            sums = sums.Add(loss, observed, batches[at - from].Length);
            Report(epoch, at + 1, sums, sums.Samples - before.Samples, begin, epochsLeft);
            if (at + 1 < plan.Steps)
            {
                stepped?.Invoke(at + 1, WithTime(sums, before, begin));
            }
        }
        return (EpochEnd.Complete, plan.Steps, WithTime(sums, before, begin), 0);
    }

    /// <summary>Loss and metrics on the validation examples, and what a report takes of each of them.</summary>
    public (EpochSums Sums, List<double[]> Rows) Validate(CancellationToken stop)
    {
        var sums = new EpochSums();
        var rows = new List<double[]>(validation.Count);
        var batches = EpochPlan.InOrder(validation.Count, batchSize);
        using var inputs = feed.Validation(batches);
        foreach (var draws in batches)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (result, said) = step.Judge(inputs.Next(), preparesEarly ? inputs.Prepare : null);
            rows.AddRange(said);
            sums = sums.Add(result.Loss, result.Observed, draws.Length);
        }
        return (sums, rows);
    }

    private EpochSums WithTime(EpochSums sums, EpochSums before, long begin) =>
        sums with
        {
            Seconds = before.Seconds + time.GetElapsedTime(begin).TotalSeconds,
        };

    private void Report(int epoch, int done, EpochSums sums, long samples, long begin, int epochsLeft)
    {
        if (done < plan.Steps && _lastProgress != 0 && time.GetElapsedTime(_lastProgress) < BetweenProgress)
        {
            return;
        }
        _lastProgress = time.GetTimestamp();
        var seconds = Math.Max(time.GetElapsedTime(begin).TotalSeconds, 1e-6);
        var rate = samples / seconds;
        var left = ((examples - sums.Samples) + ((long)epochsLeft * examples)) / rate;
        events.Write(new ProgressEvent(epoch, done, plan.Steps, sums.MeanLoss, rate, double.IsFinite(left) ? left : null));
    }
}
