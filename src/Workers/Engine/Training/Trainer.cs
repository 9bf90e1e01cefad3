using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Tasks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Runs a <see cref="TrainingSpec"/> from pictures to a judged model, in one folder, with events as it goes.</summary>
/// <param name="options">What, where, how.</param>
/// <param name="files">Networks and weights in and out.</param>
/// <param name="output">Receives one JSON event a line; null for none.</param>
/// <param name="time">The clock.</param>
public sealed class Trainer(TrainerOptions options, IModelFiles files, TextWriter? output, TimeProvider time)
{
    private readonly TrainingSpec _spec = TrainingSpecJson.Complete(options.Spec);

    /// <summary>Trains; returns when the run has ended in one of its ways.</summary>
    /// <param name="stop">Asks for a checkpoint at the next step and an end; the best epoch so far is judged and left as at the end of a complete run.</param>
    /// <param name="atOnce">Asks to leave that judging out.</param>
    /// <exception cref="RefusedException">The spec, the data or a file can't be used; nothing was started.</exception>
    public TrainingResult Run(CancellationToken stop, CancellationToken atOnce = default)
    {
        if (TrainingSpecValidator.Validate(_spec) is [var problem, ..])
        {
            throw new RefusedException(problem.Sentence);
        }
        var task = TrainableTasks.Named(_spec.Task);
        var pictures = Open(task);
        StartTimes.Mark("pictures listed");
        var complete = options with { Spec = _spec };
        if (options.ResumeFrom is not null)
        {
            new EarlierAttempt(complete).Take();
            complete = complete with { Resume = true };
        }
        return _spec.CrossValidation is null
            ? RunSplit(complete, task, pictures, stop, atOnce)
            : new CrossValidation(complete, task, files, output, time).Run(pictures, stop, atOnce);
    }

    private TrainingResult RunSplit(TrainerOptions complete, ITask task, LabelledFiles pictures, CancellationToken stop, CancellationToken atOnce)
    {
        var split = ValidationSplit.Of(pictures, _spec.Data.ValidationSplit, _spec.Data.Seed, _spec.Data.Shuffle, _spec.Data.Stratified is true ? Strata.For(task, pictures) : null);
        var targets = Targets(task, _spec, split.Training);
        var format = PicturePipeline.FormatOf(_spec.Data);
        using var events = new RunEventLog(Path.Combine(options.OutputFolder, "events.jsonl"), output, time);
        using var bank = options.OpenFeatures();
        using var decoded = options.OpenPictures(format, pictures.Files.Count);
        var result = new SplitTraining(complete, task, files, time).Run(
            SplitData.OfPictures(task, targets, complete.Open(split.Training, format, decoded), complete.Open(split.Validation, format, decoded), pictures.IsUpright == true),
            epoch =>
            {
                events.Begin(epoch);
                return events;
            },
            bank, stop, atOnce);
        events.Write(new FinishedEvent(result.Status, result.Best.Epoch, result.Best.Value, result.Monitor));
        return new TrainingResult(result.Status, result.WeightsHash);
    }

    private LabelledFiles Open(ITask task)
    {
        var pictures = task.Accept(DataSource.Open(options.DataPath, _spec.Data.ClassNames));
        if (DatasetFit.Problems(_spec, TargetKinds.Name(pictures.Kind), pictures.ClassNames) is [var misfit, ..])
        {
            throw new RefusedException(misfit.Sentence);
        }
        foreach (var notice in options.Notice is null ? [] : DataNotices.Of(options.DataPath, pictures))
        {
            options.Notice!(notice);
        }
        return pictures;
    }

    internal static ITargets Targets(ITask task, TrainingSpec spec, LabelledFiles training) => task.Targets(spec, training.ClassNames, [.. training.Files.Select(file => file.TargetNumbers)]);
}
