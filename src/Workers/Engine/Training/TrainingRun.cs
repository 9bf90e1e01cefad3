using System.Reflection;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A run in progress: its stages, epochs and callbacks over a built model and loaded pictures. Every boundary is a place to stop and to go on from.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly TrainerOptions _options;
    private readonly TrainingSpec _spec;
    private readonly TrainableModel _model;
    private readonly PictureStore _training;
    private readonly PictureStore _validation;
    private readonly RunArtifacts _artifacts;
    private readonly CheckpointStore _checkpoints;
    private readonly RunPictures _pictures;
    private readonly IRunEventSink _events;
    private readonly TimeProvider _time;
    private readonly RunCallbacks _callbacks;
    private readonly torch.Generator _generator;
    private readonly string _specHash;
    private readonly float[]? _classWeights;
    private readonly FeatureBank _bank;
    private readonly Network _flat;
    private RunHistory _history = new();
    private int _stage;
    private int _epoch;
    private int _stageFirst;
    private int _step;
    private bool _stageEnded;
    private bool _stoppedEarly;
    private EpochSums _sums = new();
    private readonly FrozenHash _frozen;
    private string _frozenHash = "";
    private Optimizer? _optimizer;
    private LayerRates? _rates;
    private LossScale? _lossScale;
    private WeightSnapshot? _bestOfStage;
    private RunLogs? _logs;

    public TrainingRun(
        TrainerOptions options, TrainableModel model, PictureStore training, PictureStore validation, RunArtifacts artifacts, CheckpointStore checkpoints, RunPictures pictures,
        IRunEventSink events, TimeProvider time, string specHash, FeatureBank bank)
    {
        (_bank, _flat) = (bank, model.Core.Flatten());
        (_options, _spec, _model, _training, _validation) = (options, options.Spec, model, training, validation);
        (_artifacts, _checkpoints, _pictures, _events, _time, _specHash) = (artifacts, checkpoints, pictures, events, time, specHash);
        _frozen = new FrozenHash(model);
        _callbacks = new RunCallbacks(_spec.Callbacks);
        _generator = new torch.Generator((ulong)_spec.Seed);
        _classWeights = ClassWeights.Of(_spec.Loss.ClassWeight, [.. training.Files.Files.Select(file => file.Label)], training.Files.ClassNames.Count);
    }

    public RunHistory History => _history;

    /// <summary>What the best epoch said of the validation pictures, and its mean loss; null where that epoch lies before a resume.</summary>
    public (IReadOnlyList<float[]> Probabilities, double Loss)? BestPredictions { get; private set; }

    public BestEpochState Best => _callbacks.Best.State;

    /// <summary>The last stage's; null before the first.</summary>
    public Optimizer? Optimizer => _optimizer;

    public string Monitor => _callbacks.Best.Monitor;

    /// <summary>Trains to the end, or until asked to stop. Says how it ended; the model holds the last weights.</summary>
    public string Execute(StoredCheckpoint? checkpoint, CancellationToken stop)
    {
        RequireRoomInFile();
        _stage = checkpoint?.State.Stage ?? 0;
        var restored = checkpoint;
        _logs = new RunLogs(_spec, _options.OutputFolder, checkpoint is not null, _time);
        for (; _stage < _spec.Stages.Count; _stage++)
        {
            var end = RunStage(restored, stop);
            restored = null;
            if (end != EpochEnd.Complete)
            {
                return end == EpochEnd.Stopped ? "cancelled" : "diverged";
            }
        }
        return _stoppedEarly ? "stopped_early" : "completed";
    }

    public void Dispose()
    {
        _logs?.Dispose();
        _optimizer?.Dispose();
        _bestOfStage?.Dispose();
        _generator.Dispose();
    }

    // Before anything is trained: what can't be saved after the first epoch must not begin.
    private void RequireRoomInFile()
    {
        foreach (var stage in _spec.Stages)
        {
            new FreezePlan(stage.Unfreeze, _spec.BatchNormMode).Apply(_model);
            var kept = OptimizerFactory.SlotsOf(stage.Optimizer);
            Formats.ModelFile.Size(_model.Network.CountParams() + (kept * _model.Network.TrainableWeights.Sum(weight => weight.Count)), _options.ModelFileBytes);
        }
    }

    private EpochEnd RunStage(StoredCheckpoint? checkpoint, CancellationToken stop)
    {
        var stage = _spec.Stages[_stage];
        var later = _spec.Stages.Skip(_stage + 1).Select(next => FrontierOf(next)).ToList();
        var split = FrontierOf(stage);
        BeginStage(stage, checkpoint);
        try
        {
            return RunEpochs(stage, split, later, checkpoint, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while a cache was filled or pictures validated: what was trained counts.
            Save(best: false);
            return EpochEnd.Stopped;
        }
    }

    private EpochEnd RunEpochs(StageSpec stage, FrontierSplit split, IReadOnlyList<FrontierSplit> later, StoredCheckpoint? checkpoint, CancellationToken stop)
    {
        StartTimes.Mark("stage begun, frozen weights hashed");
        using var feed = new StageFeed(_model, split, _training, _validation, _bank, later, _options.Ahead, stop);
        if (_stage == 0 || checkpoint is not null)
        {
            Started(feed.Note, checkpoint is not null);
        }
        if (_stage == 0 && checkpoint is null && HalfSpeed.Told(_model.Network, _options.Device, _options.HalfSpeed) is { } slow)
        {
            _events.Write(new WarningEvent(RunWarnings.SlowBFloat16, slow));
        }
        Announce(stage);
        StartTimes.Mark("pictures hashed, cache opened");
        var (passes, decoded) = (_bank.Passes, Decoded);
        feed.Fill(CacheProgress(), stop);
        StartTimes.Mark("pictures decoded, frozen layers run");
        _events.Write(new FeaturesEvent(_stage, feed.Cached, (int)(_bank.Passes - passes), feed.Layers) { Decoded = Decoded - decoded });
        var step = new TrainingStep(feed.Rest, _model.Network.TrainableWeights, ClassificationLoss.Of(_spec.Loss), _classWeights, _spec.Rematerialization == "full", _lossScale);
        var loop = new EpochLoop(
            _training, _validation, feed, step, _optimizer!, _generator, _spec.Data, _spec.Seed, _events, _time, _options.PreparesEarly, _options.Depthwise);
        while (!_stageEnded)
        {
            var left = stage.Epochs - (_epoch - _stageFirst) - 1 + _spec.Stages.Skip(_stage + 1).Sum(s => s.Epochs);
            BeginEpoch();
            var (end, at, sums, loss) = loop.Train(_epoch, _step, _sums, left, stop, SaveWithin);
            (_step, _sums) = (at, sums);
            if (end == EpochEnd.Diverged)
            {
                _events.Write(new WarningEvent(
                    "diverged", $"The loss was not finite ({loss}) at epoch {_epoch + 1}, step {at + 1}; training ended. A smaller learning rate is the usual remedy."));
                return end;
            }
            if (end == EpochEnd.Stopped)
            {
                Save(best: false);
                return end;
            }
            EndEpoch(stage, loop, stop);
        }
        EndStage();
        return EpochEnd.Complete;
    }

    // Applies the stage's plan and cuts where its gradients begin.
    private FrontierSplit FrontierOf(StageSpec stage)
    {
        new FreezePlan(stage.Unfreeze, _spec.BatchNormMode).Apply(_model);
        // Layers say for themselves whether they run in inference mode, so the split is asked in training mode.
        return FrontierSplit.Of(_flat, BatchNormMode.Train);
    }

    // Filling the cache is reported as step 0 of the epoch that follows.
    private Action<int, int> CacheProgress()
    {
        var begin = _time.GetTimestamp();
        var last = begin;
        var steps = StepsPerEpoch;
        return (done, total) =>
        {
            if (_time.GetElapsedTime(last) < TimeSpan.FromMilliseconds(500))
            {
                return;
            }
            last = _time.GetTimestamp();
            var rate = done / Math.Max(_time.GetElapsedTime(begin, last).TotalSeconds, 1e-6);
            _events.Write(new ProgressEvent(_epoch, _step, steps, null, rate, (total - done) / rate));
        };
    }

    private void BeginStage(StageSpec stage, StoredCheckpoint? checkpoint)
    {
        _optimizer?.Dispose();
        _bestOfStage?.Dispose();
        // What a plan holds still is left without gradients; the optimizer is new with each stage, as after Keras's compile.
        _model.Network.SyncRequiresGrad();
        var saved = _stage == 0 ? _model.SavedOptimizer : null;
        _optimizer = saved is null ? OptimizerFactory.Create(stage.Optimizer) : saved.Create(stage.Optimizer);
        _rates = LayerRates.Of(stage, _model);
        _optimizer.Build(_model.Network.TrainableWeights, _rates?.For(_model.Network.TrainableWeights));
        saved?.Continue(_optimizer);
        _lossScale = _spec.Precision == "mixed_float16" ? new LossScale() : null;
        _bestOfStage = new WeightSnapshot([.. _model.Network.TrainableWeights, .. WeightHash.Moving(_model)]);
        _callbacks.BeginStage();
        (_stageFirst, _step, _sums, _stageEnded, _stoppedEarly) = (_epoch, 0, new EpochSums(), false, false);
        if (checkpoint is not null)
        {
            Restore(checkpoint);
        }
        else
        {
            _frozenHash = _frozen.Current();
        }
        BeginEpoch();
    }

    private void BeginEpoch()
    {
        foreach (var scheduler in _callbacks.Schedulers)
        {
            _optimizer!.LearningRate = scheduler.EpochBegin(_epoch);
        }
    }

    private void EndEpoch(StageSpec stage, EpochLoop loop, CancellationToken stop)
    {
        var begin = _time.GetTimestamp();
        var (validated, probabilities) = loop.Validate(stop);
        var rate = _optimizer!.LearningRate;
        (string Name, double Value)[] values =
            [("accuracy", _sums.Accuracy), ("loss", _sums.MeanLoss), ("val_accuracy", validated.Accuracy), ("val_loss", validated.MeanLoss)];
        _history.Add(_epoch, _callbacks.MoveRate ? [.. values, ("learning_rate", rate)] : values);
        double Metric(string name) => values.First(value => value.Name == name).Value;
        var best = _callbacks.Best.EpochEnd(_epoch, Metric(_callbacks.Best.Monitor));
        var stopStage = RunCallbacks(Metric);
        Report(values, rate, _sums.Seconds, _time.GetElapsedTime(begin).TotalSeconds);
        _artifacts.WriteHistory(_history);
        _logs!.EpochEnd(_history, _epoch, values, rate);
        if (best)
        {
            _artifacts.WriteBest(_model.Network, _optimizer);
            BestPredictions = (probabilities, validated.MeanLoss);
        }
        _epoch++;
        (_step, _sums) = (0, new EpochSums());
        _stoppedEarly = stopStage;
        _stageEnded = stopStage || _epoch - _stageFirst >= stage.Epochs;
        Save(best);
    }

    private bool RunCallbacks(Func<string, double> metric)
    {
        var stop = false;
        foreach (var callback in _callbacks.InOrder)
        {
            if (callback is EarlyStopping early)
            {
                var (keep, end) = early.EpochEnd(_epoch, metric(early.Monitor));
                if (keep)
                {
                    _bestOfStage!.Take();
                }
                stop |= end;
            }
            else if (callback is ReduceLROnPlateau reduce)
            {
                _optimizer!.LearningRate = reduce.EpochEnd(metric(reduce.Monitor), _optimizer.LearningRate);
            }
        }
        return stop;
    }

    private void EndStage()
    {
        _optimizer!.FinalizeWeights();
        if (_bestOfStage!.IsTaken)
        {
            _bestOfStage.Restore();
        }
        _stageEnded = false;
    }

    private void Restore(StoredCheckpoint checkpoint)
    {
        var state = checkpoint.State;
        foreach (var (weight, value) in _model.Network.Weights.Zip(checkpoint.Group("weight")))
        {
            weight.Assign(value);
        }
        using var quiet = torch.no_grad();
        foreach (var (slot, value) in _optimizer!.Slots.Zip(checkpoint.Group("slot")))
        {
            slot.Value.copy_(value);
        }
        _optimizer.State = state.Optimizer;
        if (_lossScale is not null && state.LossScale is { } scale)
        {
            _lossScale.State = scale;
        }
        if (checkpoint.Has("best"))
        {
            _bestOfStage!.TakeFrom(checkpoint.Group("best"));
        }
        foreach (var generator in checkpoint.Group("generator"))
        {
            _generator.set_state(generator);
        }
        _callbacks.Restore(state);
        _history = RunHistory.FromJson(state.History);
        (_epoch, _stageFirst, _step, _sums) = (state.Epoch, state.StageFirstEpoch, state.Step, state.Sums);
        (_stageEnded, _stoppedEarly, _frozenHash) = (state.StageEnded, state.StoppedEarly, state.FrozenHash);
        // Its file is replaced by later ones, and must not take their place on the disk.
        checkpoint.Dispose();
    }

    // BackupAndRestore's save_freq: also within an epoch, counted through all epochs.
    private void SaveWithin(int step, EpochSums sums)
    {
        if (_callbacks.SaveEverySteps is not { } every || (((long)_epoch * StepsPerEpoch) + step) % every != 0)
        {
            return;
        }
        (_step, _sums) = (step, sums);
        Save(best: false);
    }

    private int Decoded => new[] { _training.Whole, _validation.Whole }.Distinct().Sum(store => store.Decoded);

    private int StepsPerEpoch => (_training.Count + _spec.Data.BatchSize - 1) / _spec.Data.BatchSize;

    private void Save(bool best)
    {
        using var scope = torch.NewDisposeScope();
        var state = new CheckpointState(
            _specHash, _options.Threads, _stage, _epoch, _stageFirst, _step, _stageEnded, _stoppedEarly, _sums, _optimizer!.State,
            [.. _callbacks.EarlyStoppings.Select(callback => callback.State)], [.. _callbacks.ReduceLR.Select(callback => callback.State)],
            _callbacks.Best.State, _frozenHash, _history.ToJson(), _lossScale?.State, _options.Depthwise?.Type.ToString());
        _pictures.Save();
        var (file, sha256) = _checkpoints.Save(new Checkpoint(state,
        [
            .. _model.Network.Weights.Select((weight, i) => ($"weight/{i}/{weight.Path}", weight.Value)),
            .. _optimizer.Slots.Select((slot, i) => ($"slot/{i}/{slot.Path}", slot.Value)),
            .. _bestOfStage!.Copies.Select((copy, i) => ($"best/{i}", copy)),
            ("generator/0", _generator.get_state()),
        ]));
        // A checkpoint after an epoch carries that epoch's number; one within an epoch the epoch that runs.
        _events.Write(new CheckpointEvent(_step > 0 ? _epoch : Math.Max(0, _epoch - 1), file, sha256, best));
    }

    private void Started(string cache, bool resumed) => _events.Write(new StartedEvent(
        _model.Network.Listed.Count(), _model.Network.CountParams(), _model.Network.TrainableWeights.Sum(weight => weight.Count),
        _training.Count, _validation.Count, _training.Files.ClassNames, string.Join("; ", new[] { ComputeDevice.Describe(_options.Device, _options.Threads), _options.Depthwise?.ToString() }.OfType<string>()), cache, resumed,
        typeof(TrainingRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion));

    private void Announce(StageSpec stage) => _events.Write(new StageEvent(
        _stage, stage.Name, FreezePlan.TrainableLayers(_model), _model.Network.TrainableWeights.Sum(weight => weight.Count), _spec.BatchNormMode,
        _optimizer!.LearningRate, _frozenHash, FreezePlan.States(_model), _stageFirst, _stageFirst + stage.Epochs - 1)
    {
        RateGroups = _rates?.Describe(_optimizer.LearningRate),
    });

    private void Report((string Name, double Value)[] values, float rate, double trainSeconds, double validationSeconds)
    {
        double? Finite(string name) => values.First(value => value.Name == name).Value is var value && double.IsFinite(value) ? value : null;
        _events.Write(new EpochEvent(
            _epoch, _stage, Finite("loss"), Finite("accuracy"), Finite("val_loss"), Finite("val_accuracy"), rate,
            trainSeconds + validationSeconds, _frozen.Current(), _training.Count / Math.Max(trainSeconds, 1e-6))
        {
            NonFinite = values.Any(value => !double.IsFinite(value.Value)),
        });
    }
}
