using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Kernels;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>How the training on one split ended.</summary>
internal sealed record SplitResult(string Status, BestEpochState Best, string Monitor, string WeightsHash, RunHistory History);

/// <summary>Trains on one split from pictures to a judged model, in one folder.</summary>
/// <param name="options">With the complete spec; its folder is the split's own.</param>
/// <param name="specHash">What a checkpoint must have been begun with.</param>
internal sealed class SplitTraining(TrainerOptions options, IModelFiles files, TimeProvider time, string specHash)
{
    private readonly TrainingSpec _spec = options.Spec;

    /// <param name="classNames">Of the data.</param>
    /// <param name="begin">Opens the event log, told of the epoch that the split goes on from, or of none.</param>
    /// <param name="bank">Activations of frozen parts, kept over splits and runs.</param>
    /// <param name="stop">As in <see cref="Trainer.Run"/>.</param>
    /// <param name="atOnce">As in <see cref="Trainer.Run"/>.</param>
    /// <exception cref="RefusedException">The spec, the data or a file can't be used; nothing was started.</exception>
    public SplitResult Run(
        IReadOnlyList<string> classNames, PictureStore training, PictureStore validation, Func<int?, IRunEventSink> begin, FeatureBank bank, CancellationToken stop,
        CancellationToken atOnce)
    {
        Directory.CreateDirectory(options.OutputFolder);
        var artifacts = new RunArtifacts(options.OutputFolder, files, _spec.Loss);
        DurableFile.Sweep(options.OutputFolder);
        DurableFile.Sweep(artifacts.CheckpointFolder);
        var checkpoints = new CheckpointStore(artifacts.CheckpointFolder);
        var damaged = new List<string>();
        using var checkpoint = Checkpoint(checkpoints, artifacts, damaged);
        var pictures = new RunPictures(artifacts.CheckpointFolder, training, validation);
        var areKnown = checkpoint is null || pictures.Expect(options.ResumeFrom ?? options.OutputFolder);
        var threads = checkpoint?.State.Threads ?? options.Threads;
        torch.set_num_threads(threads);
        StartTimes.Mark("libtorch loaded");
        using var model = new ModelBuilder(files, options.SpecFolder, options.BackboneFile) { Device = options.Device }.Build(_spec, classNames.Count);
        model.MoveTo(options.Device);
        var depthwise = DepthwiseType.Choose(model.Network, options.Device, checkpoint?.State.Depthwise, options.Depthwise);
        StartTimes.Mark("network built, weights read");
        var pipeline = new PicturePipeline(training.Format, model.Preprocessing, classNames) { Turns = training.Files.IsUpright == true };
        artifacts.WriteSpec(_spec);
        artifacts.WritePipeline(pipeline);
        var events = begin(checkpoint?.State.Epoch);
        if (!areKnown)
        {
            events.Write(new WarningEvent("pictures-unknown", "The list of pictures that the run was begun with is damaged; whether they are the same can't be told."));
        }
        foreach (var file in damaged)
        {
            events.Write(new WarningEvent(
                "checkpoint-damaged", $"Checkpoint {file} is damaged; the run goes on from {(checkpoint is null ? "the beginning" : "the one before it")}."));
        }
        using var run = new TrainingRun(options with { Threads = threads, Depthwise = depthwise }, model, training, validation, artifacts, checkpoints, pictures, events, time, specHash, bank);
        var status = run.Execute(checkpoint, stop);
        if (!Leave(status, run, model, artifacts, pipeline, validation, atOnce))
        {
            status = "cancelled";
        }
        return new SplitResult(status, run.Best, run.Monitor, WeightHash.Of(model.Network.Weights), run.History);
    }

    // A run that was stopped or diverged leaves its best epoch, if there was one, judged like any other. False: told to leave that out; a resume judges again.
    private bool Leave(
        string status, TrainingRun run, TrainableModel model, RunArtifacts artifacts, PicturePipeline pipeline, PictureStore validation, CancellationToken atOnce)
    {
        if (status is not ("diverged" or "cancelled"))
        {
            artifacts.WriteLast(model.Network, run.Optimizer);
        }
        else if (!File.Exists(artifacts.BestPath))
        {
            return true;
        }
        try
        {
            if (run.BestPredictions is { } best)
            {
                artifacts.WriteEvaluation(validation.Files, best.Probabilities, best.Loss, run.Best.Epoch);
            }
            else if (!artifacts.HasEvaluation(run.Best.Epoch))
            {
                artifacts.WriteEvaluation(pipeline, validation, ClassificationLoss.Of(_spec.Loss), run.Best.Epoch, atOnce);
            }
            return true;
        }
        catch (OperationCanceledException) when (atOnce.IsCancellationRequested)
        {
            return false;
        }
    }

    private StoredCheckpoint? Checkpoint(CheckpointStore store, RunArtifacts artifacts, List<string> damaged)
    {
        if (!options.Resume)
        {
            store.Clear();
        }
        var checkpoint = options.Resume ? store.Load(damaged.Add) : null;
        if (checkpoint is null)
        {
            artifacts.Clear();
            return null;
        }
        if (checkpoint.State.SpecHash != specHash)
        {
            checkpoint.Dispose();
            throw options.OtherSpec();
        }
        // The best epoch's weights are in its own file only: without it the run could not leave what it says is best.
        if (checkpoint.State.Best.Epoch is { } best && !File.Exists(Path.Combine(options.OutputFolder, "best.keras")))
        {
            checkpoint.Dispose();
            throw new RefusedException(new Refusal(RefusalKind.NotFound, "training.resume.withoutBest", ("epoch", best + 1), ("path", options.ResumeFrom ?? options.OutputFolder)));
        }
        return checkpoint;
    }
}
