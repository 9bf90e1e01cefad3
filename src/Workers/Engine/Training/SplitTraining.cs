using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
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
    /// <exception cref="RefusedException">The spec, the data or a file can't be used; nothing was started.</exception>
    public SplitResult Run(
        IReadOnlyList<string> classNames, PictureStore training, PictureStore validation, Func<int?, IRunEventSink> begin, FeatureBank bank, CancellationToken stop)
    {
        Directory.CreateDirectory(options.OutputFolder);
        var artifacts = new RunArtifacts(options.OutputFolder, files, _spec.Loss);
        var checkpoints = new CheckpointStore(artifacts.CheckpointFolder);
        var damaged = new List<string>();
        using var checkpoint = Checkpoint(checkpoints, damaged);
        var threads = checkpoint?.State.Threads ?? options.Threads;
        torch.set_num_threads(threads);
        StartTimes.Mark("libtorch loaded");
        using var model = new ModelBuilder(files, options.SpecFolder, options.BackboneFile) { Device = options.Device }.Build(_spec, classNames.Count);
        model.MoveTo(options.Device);
        var depthwise = DepthwiseType.Choose(model.Network, options.Device, checkpoint?.State.Depthwise, options.Depthwise);
        StartTimes.Mark("network built, weights read");
        var pipeline = new PicturePipeline(training.Format, model.Preprocessing, classNames);
        artifacts.WriteSpec(_spec);
        artifacts.WritePipeline(pipeline);
        var events = begin(checkpoint?.State.Epoch);
        foreach (var file in damaged)
        {
            events.Write(new WarningEvent(
                "checkpoint-damaged", $"Checkpoint {file} is damaged; the run goes on from {(checkpoint is null ? "the beginning" : "the one before it")}."));
        }
        using var run = new TrainingRun(options with { Threads = threads, Depthwise = depthwise }, model, training, validation, artifacts, checkpoints, events, time, specHash, bank);
        var status = run.Execute(checkpoint, stop);
        if (status is not "cancelled" && !Leave(status, run, model, artifacts, pipeline, validation, stop))
        {
            status = "cancelled";
        }
        return new SplitResult(status, run.Best, run.Monitor, WeightHash.Of(model.Network.Weights), run.History);
    }

    // A diverged run leaves its best epoch, if there was one; its last weights are of no use. False: asked to stop meanwhile; a resume judges again.
    private bool Leave(
        string status, TrainingRun run, TrainableModel model, RunArtifacts artifacts, PicturePipeline pipeline, PictureStore validation, CancellationToken stop)
    {
        if (status != "diverged")
        {
            artifacts.WriteLast(model.Network, run.Optimizer);
        }
        if (status == "diverged" && !File.Exists(artifacts.BestPath))
        {
            return true;
        }
        try
        {
            if (run.BestPredictions is { } best)
            {
                artifacts.WriteEvaluation(validation.Files, best.Probabilities, best.Loss, run.Best.Epoch);
            }
            else
            {
                artifacts.WriteEvaluation(pipeline, validation, ClassificationLoss.Of(_spec.Loss), run.Best.Epoch, stop);
            }
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private Checkpoint? Checkpoint(CheckpointStore store, List<string> damaged)
    {
        if (!options.Resume)
        {
            store.Clear();
            return null;
        }
        var checkpoint = store.Load(damaged.Add);
        if (checkpoint is not null && checkpoint.State.SpecHash != specHash)
        {
            checkpoint.Dispose();
            throw new RefusedException($"Expected the spec that {options.OutputFolder} was begun with, to resume it. Received a different one.");
        }
        return checkpoint;
    }
}
