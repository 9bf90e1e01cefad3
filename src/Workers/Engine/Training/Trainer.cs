using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Training.Branches;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Runs a <see cref="TrainingSpec"/> from examples to a judged model, in one folder, with events as it goes.</summary>
/// <param name="options">What, where, how.</param>
/// <param name="files">Networks and weights in and out.</param>
/// <param name="output">Receives one JSON event a line; null for none.</param>
/// <param name="time">The clock.</param>
public sealed class Trainer(TrainerOptions options, IModelFiles files, TextWriter? output, TimeProvider time)
{
    private readonly TrainingSpec _spec = TrainingSpecJson.Complete(KnownInputs.Told(options.Spec, options.DataPath));

    /// <summary>Trains; returns when the run has ended in one of its ways.</summary>
    /// <param name="stop">Asks for a checkpoint at the next step and an end; the best epoch so far is judged and left as at the end of a complete run.</param>
    /// <param name="atOnce">Asks to leave that judging out.</param>
    /// <exception cref="RefusedException">The spec, the data or a file can't be used; nothing was started.</exception>
    public TrainingResult Run(CancellationToken stop, CancellationToken atOnce = default)
    {
        if (TrainingSpecValidator.Validate(_spec) is [var problem, ..])
        {
            throw new RefusedException(problem.Reason);
        }
        var task = TrainableTasks.Named(_spec.Task);
        var complete = options with { Spec = _spec };
        using var data = Open(complete, task);
        StartTimes.Mark("examples listed");
        if (options.ResumeFrom is not null)
        {
            new EarlierAttempt(complete).Copy();
            complete = complete with { Resume = true };
        }
        else if (complete.BranchFrom is not null)
        {
            if (new BranchPreparation(complete, files, output, time).Run(stop, atOnce) is not { } branch)
            {
                return Cancelled();
            }
            complete = complete with { Branch = branch };
        }
        return _spec.CrossValidation is null
            ? RunSplit(complete, task, data, stop, atOnce)
            : new CrossValidation(complete, task, files, output, time).Run(data, stop, atOnce);
    }

    // Stopped before it was where the branch begins: nothing of its own is there.
    private TrainingResult Cancelled()
    {
        using var events = new RunEventLog(Path.Combine(options.OutputFolder, "events.jsonl"), output, time);
        events.Begin(null);
        events.Write(new FinishedEvent("cancelled", null, null, BestEpoch.Of(_spec).Monitor));
        return new TrainingResult("cancelled", "");
    }

    private TrainingResult RunSplit(TrainerOptions complete, ITask task, IInputData data, CancellationToken stop, CancellationToken atOnce)
    {
        var split = ValidationSplit.Of(
            data.Parts,
            _spec.Data.ValidationSplit,
            _spec.Data.Seed,
            _spec.Data.Shuffle,
            _spec.Data.Stratified is true ? task.Strata(data.Targets.Rows, data.Targets.Names) : null
        );
        using var events = new RunEventLog(Path.Combine(options.OutputFolder, "events.jsonl"), output, time);
        using var bank = options.OpenFeatures();
        var result = new SplitTraining(complete, task, files, time).Run(
            data.Split(split.Training, split.Validation, Targets(task, _spec, data, split.Training)),
            epoch =>
            {
                events.Begin(epoch);
                return events;
            },
            bank,
            stop,
            atOnce
        );
        events.Write(new FinishedEvent(result.Status, result.Best.Epoch, result.Best.Value, result.Monitor));
        return new TrainingResult(result.Status, result.WeightsHash);
    }

    private static IInputData Open(TrainerOptions complete, ITask task)
    {
        var data = KnownInputs.For(task.Card, complete.Spec, complete.DataPath).Open(complete, task);
        if (DatasetFit.Problems(complete.Spec, data.Targets.Kind, data.Targets.Names) is [var misfit, ..])
        {
            data.Dispose();
            throw new RefusedException(misfit.Reason);
        }
        foreach (var notice in complete.Notice is null ? [] : data.Notices())
        {
            complete.Notice!(notice);
        }
        return data;
    }

    internal static ITargets Targets(ITask task, TrainingSpec spec, IInputData data, IReadOnlyList<int> training) =>
        task.Targets(spec, data.Targets.Names, [.. training.Select(row => data.Targets.Rows[row])]);
}
