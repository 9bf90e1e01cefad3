using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>How the training on one split ended.</summary>
internal sealed record SplitResult(string Status, BestEpochState Best, string Monitor, string WeightsHash, RunHistory History);

/// <summary>Trains on one split from examples to a judged model, in one folder.</summary>
/// <param name="options">With the complete spec; its folder is the split's own.</param>
internal sealed class SplitTraining(TrainerOptions options, ITask task, IModelFiles files, TimeProvider time)
{
    private readonly TrainingSpec _spec = options.Spec;

    /// <param name="begin">Opens the event log, told of the epoch that the split goes on from, or of none.</param>
    /// <param name="bank">Activations of frozen parts, kept over splits and runs.</param>
    /// <param name="stop">As in <see cref="Trainer.Run"/>.</param>
    /// <param name="atOnce">As in <see cref="Trainer.Run"/>.</param>
    /// <exception cref="RefusedException">The spec, the data or a file can't be used; nothing was started.</exception>
    public SplitResult Run(SplitData data, Func<int?, IRunEventSink> begin, FeatureBank bank, CancellationToken stop, CancellationToken atOnce)
    {
        Directory.CreateDirectory(options.OutputFolder);
        var artifacts = new RunArtifacts(options.OutputFolder, files, task, _spec.Loss);
        DurableFile.Sweep(options.OutputFolder);
        DurableFile.Sweep(artifacts.CheckpointFolder);
        var checkpoints = new CheckpointStore(artifacts.CheckpointFolder);
        var damaged = new List<string>();
        using var checkpoint = Checkpoint(checkpoints, artifacts, damaged);
        var states = options.OpenStates();
        states?.ForgetAfter(options.Branch is null ? checkpoint?.State.Epoch ?? 0 : 0);
        var pictures = new RunPictures(artifacts.CheckpointFolder, data.Training, data.Validation);
        var areKnown = checkpoint is null || pictures.Expect(options.Branch?.Source.Folder ?? options.ResumeFrom ?? options.OutputFolder);
        var threads = checkpoint?.State.Threads ?? options.Threads;
        torch.set_num_threads(threads);
        StartTimes.Mark("libtorch loaded");
        using var model = task.Build(
            new ModelBuilder(files, options.SpecFolder, options.BackboneFile) { Device = options.Device, Source = data.Backbones },
            _spec,
            data.Targets
        );
        model.MoveTo(options.Device);
        var depthwise = DepthwiseType.Choose(model.Network, options.Device, checkpoint?.State.Depthwise, options.Depthwise);
        StartTimes.Mark("network built, weights read");
        artifacts.WriteSpec(_spec);
        artifacts.WriteEnvironment(ComputeEnvironment.Of(options.Device, threads, depthwise, _spec.Precision));
        artifacts.WritePipeline(data.Pipeline(model, null));
        var events = begin(options.Branch is null ? checkpoint?.State.Epoch : null);
        if (!areKnown)
        {
            events.Write(new WarningEvent("pictures-unknown", new Refusal("warning.pictures.unknown")));
        }
        if (options.Branch is { Replayed: { } replayed } branch)
        {
            events.Write(new WarningEvent("branch-replayed", new Refusal("warning.branch.replayed", ("from", replayed + 1), ("epoch", branch.Source.Epochs))));
        }
        foreach (var file in damaged)
        {
            events.Write(
                new WarningEvent(
                    "checkpoint-damaged",
                    new Refusal(checkpoint is null ? "warning.checkpoint.damagedFirst" : "warning.checkpoint.damaged", ("file", file))
                )
            );
        }
        var parts = new RunParts(
            options with
            {
                Threads = threads,
                Depthwise = depthwise,
            },
            task,
            data.Targets,
            model,
            data.Training,
            data.Validation,
            artifacts,
            events,
            time,
            bank,
            data.Plan
        );
        using var run = new TrainingRun(parts, checkpoints, pictures, states);
        var status = run.Execute(checkpoint, stop);
        if (options.LastEpochs is not null && status == "cancelled")
        {
            return new SplitResult(status, run.Best, run.Monitor, WeightHash.Of(model.Network.Weights), run.History);
        }
        if (!WriteOutcome(status, run, data, model, artifacts, atOnce))
        {
            status = "cancelled";
        }
        return new SplitResult(status, run.Best, run.Monitor, WeightHash.Of(model.Network.Weights), run.History);
    }

    // A run that was stopped or diverged leaves its best epoch, if there was one, judged like any other. False: told to leave that out; a resume judges again.
    private bool WriteOutcome(string status, TrainingRun run, SplitData data, TrainableModel model, RunArtifacts artifacts, CancellationToken atOnce)
    {
        if (status is not ("diverged" or "cancelled"))
        {
            artifacts.WriteLast(model, run.Optimizer);
        }
        else if (!File.Exists(artifacts.BestPath))
        {
            return true;
        }
        try
        {
            var predictions =
                run.BestPredictions ?? artifacts.PredictionsOf(run.Best.Epoch) ?? artifacts.JudgeBest(model.Preprocessing, data, run.Best.Epoch, atOnce);
            var decoding = task.Fit(data.Targets, predictions);
            artifacts.WritePipeline(data.Pipeline(model, decoding));
            artifacts.WriteEvaluation(predictions, decoding);
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
        if (options.Branch is { } branch)
        {
            artifacts.Clear();
            branch.LayPictures(artifacts.CheckpointFolder);
            return branch.Open();
        }
        var checkpoint = options.Resume ? store.Load(damaged.Add) : null;
        if (checkpoint is null)
        {
            artifacts.Clear();
            return null;
        }
        if (!SpecHash.IsOf(checkpoint.State.SpecHash, _spec))
        {
            checkpoint.Dispose();
            throw options.OtherSpec();
        }
        // The best epoch's weights are in its own file only: without it the run could not leave what it says is best.
        if (options.LastEpochs is null && checkpoint.State.Best.Epoch is { } best && !File.Exists(Path.Combine(options.OutputFolder, "best.keras")))
        {
            checkpoint.Dispose();
            throw new RefusedException(
                new Refusal(RefusalKind.NotFound, "training.resume.withoutBest", ("epoch", best + 1), ("path", options.ResumeFrom ?? options.OutputFolder))
            );
        }
        return checkpoint;
    }
}
