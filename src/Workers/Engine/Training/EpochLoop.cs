using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Tasks;
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
/// <param name="preparesEarly">Whether a batch is made ready while the step before it computes: for a device beside this processor.</param>
internal sealed class EpochLoop(
    PictureStore training, PictureStore validation, StageFeed feed, TrainingStep step, Optimizer optimizer, torch.Generator generator,
    DataSpec data, long seed, IRunEventSink events, TimeProvider time, bool preparesEarly, DepthwiseChoice? depthwise)
{
    private readonly int batchSize = data.BatchSize;
    private readonly double[]? sampling = SamplingWeights.Of(data.Sampling, training.Files);
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromMilliseconds(250);
    private long _lastProgress;

    public int Steps => (training.Count + batchSize - 1) / batchSize;

    /// <summary>Trains from a step of the epoch on; stops at a step's boundary when asked to.</summary>
    /// <param name="epoch">Counted through all stages.</param>
    /// <param name="from">Steps done already.</param>
    /// <param name="sums">Of the steps done already.</param>
    /// <param name="epochsLeft">Epochs of the run after this one, for the time left.</param>
    /// <param name="stop">Asked before each step.</param>
    /// <param name="stepped">Told after each step but the last: steps done and their sums.</param>
    public (EpochEnd End, int Step, EpochSums Sums, double LastLoss) Train(
        int epoch, int from, EpochSums sums, int epochsLeft, CancellationToken stop, Action<int, EpochSums>? stepped = null)
    {
        int[][] batches = [.. EpochOrder.For(seed, epoch, training.Count, data.Shuffle, sampling).Chunk(batchSize).Skip(from)];
        var context = new CallContext { Training = true, BatchNormMode = BatchNormMode.Train, Generator = generator, Depthwise = depthwise?.Type ?? torch.ScalarType.Float32 };
        var begin = time.GetTimestamp();
        var before = sums;
        using var inputs = feed.Training(batches, context);
        for (var at = from; at < Steps; at++)
        {
            if (stop.IsCancellationRequested)
            {
                return (EpochEnd.Stopped, at, WithTime(sums, before, begin), 0);
            }
            using var scope = torch.NewDisposeScope();
            var indices = batches[at - from];
            var (loss, correct) = step.Train(
                inputs.Next(), training.Labels(indices), optimizer, context, sampling is null ? training.Weights(indices) : null, preparesEarly ? inputs.Prepare : null);
            if (at == from)
            {
                StartTimes.Mark($"first step of epoch {epoch}");
            }
            if (!double.IsFinite(loss))
            {
                return (EpochEnd.Diverged, at, WithTime(sums, before, begin), loss);
            }
            sums = sums.Add(loss, correct, indices.Length);
            Report(epoch, at + 1, sums, sums.Samples - before.Samples, begin, epochsLeft);
            if (at + 1 < Steps)
            {
                stepped?.Invoke(at + 1, WithTime(sums, before, begin));
            }
        }
        return (EpochEnd.Complete, Steps, WithTime(sums, before, begin), 0);
    }

    /// <summary>Loss and accuracy on the validation pictures, and a row of probabilities for each of them.</summary>
    public (EpochSums Sums, List<float[]> Probabilities) Validate(CancellationToken stop)
    {
        var sums = new EpochSums();
        var rows = new List<float[]>(validation.Count);
        int[][] batches = [.. Enumerable.Range(0, validation.Count).Chunk(batchSize)];
        using var inputs = feed.Validation(batches);
        foreach (var indices in batches)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (loss, correct, outputs) = step.Judge(inputs.Next(), validation.Labels(indices), preparesEarly ? inputs.Prepare : null);
            rows.AddRange(ImageClassifier.Rows(outputs));
            sums = sums.Add(loss, correct, indices.Length);
        }
        return (sums, rows);
    }

    private EpochSums WithTime(EpochSums sums, EpochSums before, long begin)
        => sums with { Seconds = before.Seconds + time.GetElapsedTime(begin).TotalSeconds };

    private void Report(int epoch, int done, EpochSums sums, long samples, long begin, int epochsLeft)
    {
        if (done < Steps && _lastProgress != 0 && time.GetElapsedTime(_lastProgress) < BetweenProgress)
        {
            return;
        }
        _lastProgress = time.GetTimestamp();
        var seconds = Math.Max(time.GetElapsedTime(begin).TotalSeconds, 1e-6);
        var rate = samples / seconds;
        var left = ((training.Count - sums.Samples) + ((long)epochsLeft * training.Count)) / rate;
        events.Write(new ProgressEvent(epoch, done, Steps, sums.MeanLoss, rate, double.IsFinite(left) ? left : null));
    }
}
