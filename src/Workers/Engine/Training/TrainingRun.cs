using System.Globalization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A run in progress: its stages, epochs and callbacks over a built model and examples. Every boundary is a place to stop and to go on from.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly RunParts _parts;
    private readonly TrainingSpec _spec;
    private readonly RunCallbacks _callbacks;
    private readonly torch.Generator _generator;
    private readonly RunProgress _progress = new();
    private readonly RunCheckpoints _checkpoints;
    private readonly FrozenHash _frozen;
    private readonly Network _flat;
    private readonly IBatchPlan _plan;
    private RunReporter? _reporter;
    private StageOptimization? _optimization;

    public TrainingRun(RunParts parts, CheckpointStore checkpoints, RunPictures pictures, KeptStates? states)
    {
        (_parts, _spec, _flat) = (parts, parts.Spec, MaskFlow.Shown(parts.Model.Core.Flatten()));
        _frozen = new FrozenHash(parts.Model);
        _callbacks = new RunCallbacks(_spec);
        _generator = new torch.Generator((ulong)_spec.Seed);
        _checkpoints = new RunCheckpoints(parts, checkpoints, pictures, _progress, _callbacks, _generator, states);
        _plan = parts.Plan?.Invoke(Sampling()) ?? new EpochPlan(_spec.Seed, parts.Training.Count, _spec.Data.BatchSize, _spec.Data.Shuffle, Sampling());
    }

    public RunHistory History => _progress.History;

    /// <summary>What the best epoch said of the validation examples; null where that epoch lies before a resume.</summary>
    public Predictions? BestPredictions { get; private set; }

    public BestEpochState Best => _callbacks.Best.State;

    /// <summary>The last stage's; null before the first.</summary>
    public Optimizer? Optimizer => _optimization?.Optimizer;

    public string Monitor => _callbacks.Best.Monitor;

    /// <summary>Trains to the end, or until asked to stop. Says how it ended; the model holds the last weights.</summary>
    public string Execute(StoredCheckpoint? checkpoint, CancellationToken stop)
    {
        RequireRoomInFile();
        _progress.Stage = checkpoint?.State.Stage ?? 0;
        var restored = checkpoint;
        _reporter = new RunReporter(_parts, _frozen, checkpoint is not null && _parts.Options.Branch is null);
        for (; _progress.Stage < _spec.Stages.Count; _progress.Stage++)
        {
            var end = RunStage(restored, stop);
            restored = null;
            if (end != EpochEnd.Complete)
            {
                return end == EpochEnd.Stopped ? "cancelled" : "diverged";
            }
        }
        return _progress.StoppedEarly ? "stopped_early" : "completed";
    }

    public void Dispose()
    {
        _reporter?.Dispose();
        _optimization?.Dispose();
        _generator.Dispose();
    }

    private double[]? Sampling() =>
        _spec.Data.Sampling != "weighted" ? null
        : Enumerable.Range(0, _parts.Training.Count).Select(_parts.Training.Weight).ToArray() is { Length: > 0 } own && own[0] is not null
            ? [.. own.Select(weight => (double)(weight ?? 1))]
        : _parts.Task.SamplingWeights(_parts.TrainingTargets);

    // Before anything is trained: what can't be saved after the first epoch must not begin.
    private void RequireRoomInFile()
    {
        var network = _parts.Model.Network;
        foreach (var stage in _spec.Stages)
        {
            new FreezePlan(stage.Unfreeze, _spec.BatchNormMode).Apply(_parts.Model);
            var kept = OptimizerFactory.SlotsOf(stage.Optimizer);
            Formats.ModelFile.Size(network.CountParams() + (kept * network.TrainableWeights.Sum(weight => weight.Count)), _parts.Options.ModelFileBytes);
        }
    }

    private EpochEnd RunStage(StoredCheckpoint? checkpoint, CancellationToken stop)
    {
        var stage = _spec.Stages[_progress.Stage];
        var later = _spec.Stages.Skip(_progress.Stage + 1).Select(FrontierOf).ToList();
        var split = FrontierOf(stage);
        BeginStage(stage, checkpoint);
        try
        {
            return RunEpochs(stage, split, later, checkpoint is not null, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while a cache was filled or examples validated: what was trained counts.
            _checkpoints.Save(_optimization!, best: false);
            return EpochEnd.Stopped;
        }
    }

    private EpochEnd RunEpochs(StageSpec stage, FrontierSplit split, IReadOnlyList<FrontierSplit> later, bool resumed, CancellationToken stop)
    {
        StartTimes.Mark("stage begun, frozen weights hashed");
        using var feed = new StageFeed(_parts.Model, split, _parts.Training, _parts.Validation, _parts.Bank, later, _parts.Options.Ahead, stop);
        if (_progress.Stage == 0 || resumed)
        {
            _reporter!.Started(feed.Note);
        }
        _reporter!.Stage(stage, _progress, _optimization!);
        StartTimes.Mark("pictures hashed, cache opened");
        var (passes, decoded) = (_parts.Bank.Passes, Decoded);
        feed.Fill(_reporter.CacheProgress(_progress, _plan.Steps), stop);
        StartTimes.Mark("pictures decoded, frozen layers run");
        _reporter.Features(_progress, feed, (int)(_parts.Bank.Passes - passes), Decoded - decoded);
        var objective = _parts.Task.Objective(_spec.Loss, _parts.Targets, _parts.Model.Core, _parts.TrainingTargets);
        var step = new TrainingStep(feed.Rest, _parts.Model.Network.TrainableWeights, objective, _spec.Rematerialization == "full", _optimization!.LossScale);
        var loop = new EpochLoop(
            _plan,
            _parts.Training.Count,
            _parts.Validation,
            _spec.Data.BatchSize,
            _spec.Data.Sampling != "weighted",
            feed,
            step,
            _optimization.Optimizer,
            _generator,
            _parts.Events,
            _parts.Time,
            _parts.Options.PreparesEarly,
            _parts.Options.Depthwise
        );
        while (!_progress.StageEnded)
        {
            var left = stage.Epochs - (_progress.Epoch - _progress.StageFirst) - 1 + _spec.Stages.Skip(_progress.Stage + 1).Sum(s => s.Epochs);
            BeginEpoch();
            var (end, at, sums, loss) = loop.Train(_progress.Epoch, _progress.Step, _progress.Sums, left, stop, SaveWithin);
            _progress.Advance(at, sums);
            if (end == EpochEnd.Diverged)
            {
                _reporter.Warn(
                    "diverged",
                    new Refusal(
                        "warning.diverged",
                        ("loss", string.Create(CultureInfo.InvariantCulture, $"{loss}")),
                        ("epoch", $"{_progress.Epoch + 1}"),
                        ("step", $"{at + 1}")
                    )
                );
                return end;
            }
            if (end == EpochEnd.Stopped)
            {
                _checkpoints.Save(_optimization, best: false);
                return end;
            }
            EndEpoch(stage, loop, objective, stop);
            if (_parts.Options.LastEpochs <= _progress.Epoch)
            {
                return EpochEnd.Stopped;
            }
        }
        _optimization.End();
        _progress.EndStage();
        return EpochEnd.Complete;
    }

    // Applies the stage's plan and cuts where its gradients begin.
    private FrontierSplit FrontierOf(StageSpec stage)
    {
        new FreezePlan(stage.Unfreeze, _spec.BatchNormMode).Apply(_parts.Model);
        // Layers say for themselves whether they run in inference mode, so the split is asked in training mode.
        return FrontierSplit.Of(_flat, BatchNormMode.Train);
    }

    private void BeginStage(StageSpec stage, StoredCheckpoint? checkpoint)
    {
        _optimization?.Dispose();
        _optimization = new StageOptimization(stage, _parts.Model, _spec.Precision, isFirst: _progress.Stage == 0);
        _callbacks.BeginStage();
        _progress.BeginStage();
        if (checkpoint is not null && _parts.Options.Branch is { } branch)
        {
            _checkpoints.Branch(checkpoint, branch, _optimization);
            _progress.FrozenHash = _frozen.Current();
            _checkpoints.Save(_optimization, best: false, begins: true);
        }
        else if (checkpoint is not null)
        {
            _checkpoints.Restore(checkpoint, _optimization);
        }
        else
        {
            _progress.FrozenHash = _frozen.Current();
        }
        BeginEpoch();
    }

    private void BeginEpoch()
    {
        foreach (var scheduler in _callbacks.Schedulers)
        {
            _optimization!.Optimizer.LearningRate = scheduler.EpochBegin(_progress.Epoch);
        }
    }

    private void EndEpoch(StageSpec stage, EpochLoop loop, IObjective objective, CancellationToken stop)
    {
        var begin = _parts.Time.GetTimestamp();
        var (validated, rows) = loop.Validate(stop);
        var predictions = Predictions(rows, validated.MeanLoss);
        var values = EpochValues.Of(_parts.Task.Card, objective, _progress.Sums, validated, predictions, _callbacks.Watched);
        var rate = _optimization!.Optimizer.LearningRate;
        _progress.History.Add(_progress.Epoch, _callbacks.MoveRate ? [.. values, ("learning_rate", rate)] : values);
        double Metric(string name) => EpochValues.Named(values, name);
        var best = _callbacks.Best.EpochEnd(_progress.Epoch, Metric(_callbacks.Best.Monitor));
        var stopStage = RunCallbacks(Metric);
        _reporter!.Epoch(_progress, values, rate, _progress.Sums.Seconds, _parts.Time.GetElapsedTime(begin).TotalSeconds);
        if (best)
        {
            _parts.Artifacts.WriteBest(_parts.Model, _optimization.Optimizer);
            BestPredictions = predictions;
        }
        _progress.EndEpoch(stopStage, stage.Epochs);
        _checkpoints.Save(_optimization, best, keeps: true);
    }

    private Predictions Predictions(IReadOnlyList<double[]> rows, double loss) =>
        new(_parts.Targets.Names, [.. rows.Select((row, i) => new PredictionRow(_parts.Validation.Name(i), _parts.Validation.Target(i), row))])
        {
            Loss = loss,
            Epoch = _progress.Epoch,
        };

    private bool RunCallbacks(Func<string, double> metric)
    {
        var stop = false;
        foreach (var callback in _callbacks.InOrder)
        {
            if (callback is EarlyStopping early)
            {
                var (keep, end) = early.EpochEnd(_progress.Epoch, metric(early.Monitor));
                if (keep)
                {
                    _optimization!.KeepBest();
                }
                stop |= end;
            }
            else if (callback is ReduceLROnPlateau reduce)
            {
                _optimization!.Optimizer.LearningRate = reduce.EpochEnd(metric(reduce.Monitor), _optimization.Optimizer.LearningRate);
            }
        }
        return stop;
    }

    // BackupAndRestore's save_freq: also within an epoch, counted through all epochs.
    private void SaveWithin(int step, EpochSums sums)
    {
        if (_callbacks.SaveEverySteps is not { } every || (((long)_progress.Epoch * _plan.Steps) + step) % every != 0)
        {
            return;
        }
        _progress.Advance(step, sums);
        _checkpoints.Save(_optimization!, best: false);
    }

    private int Decoded => new[] { _parts.Training, _parts.Validation }.DistinctBy(examples => examples.Source).Sum(examples => examples.Decoded);
}
