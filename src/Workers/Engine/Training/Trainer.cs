using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using TorchSharp;

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
    /// <param name="stop">Asks for a checkpoint at the next step and an end.</param>
    /// <exception cref="RefusedException">The spec, the data or a file can't be used; nothing was started.</exception>
    public TrainingResult Run(CancellationToken stop)
    {
        if (TrainingSpecValidator.Validate(_spec) is [var problem, ..])
        {
            throw new RefusedException(problem.Sentence);
        }
        var pictures = DataSource.Open(options.DataPath);
        var split = ValidationSplit.Of(pictures, _spec.Data.ValidationSplit, _spec.Data.Seed, _spec.Data.Shuffle);
        Directory.CreateDirectory(options.OutputFolder);
        var artifacts = new RunArtifacts(options.OutputFolder, files);
        var checkpoints = new CheckpointStore(artifacts.CheckpointFolder);
        var damaged = new List<string>();
        using var checkpoint = Checkpoint(checkpoints, damaged);
        var threads = checkpoint?.State.Threads ?? options.Threads;
        torch.set_num_threads(threads);
        var format = PicturePipeline.FormatOf(_spec.Data);
        using var model = new ModelBuilder(files, options.SpecFolder, options.BackboneFile).Build(_spec, pictures.ClassNames.Count);
        var pipeline = new PicturePipeline(format, model.Preprocessing, pictures.ClassNames);
        artifacts.WriteSpec(_spec);
        artifacts.WritePipeline(pipeline);
        using var events = new RunEventLog(artifacts.EventsPath, output, time);
        events.Begin(checkpoint is null ? null : checkpoint.State.Epoch);
        foreach (var file in damaged)
        {
            events.Write(new WarningEvent(
                "checkpoint-damaged", $"Checkpoint {file} is damaged; the run goes on from {(checkpoint is null ? "the beginning" : "the one before it")}."));
        }
        var (training, validation) = (new PictureStore(split.Training, format), new PictureStore(split.Validation, format));
        using var run = new TrainingRun(
            options with { Spec = _spec, Threads = threads }, model, training, validation, artifacts, checkpoints, events, time, SpecHash());
        var status = Train(run, training, validation, checkpoint, stop);
        if (status is not "cancelled" && !Leave(status, run, model, artifacts, pipeline, validation, stop))
        {
            status = "cancelled";
        }
        events.Write(new FinishedEvent(status, run.Best.Epoch, run.Best.Value, run.Monitor));
        return new TrainingResult(status, WeightHash.Of(model.Network.Weights));
    }

    private static string Train(TrainingRun run, PictureStore training, PictureStore validation, Checkpoint? checkpoint, CancellationToken stop)
    {
        try
        {
            training.Load(cancellationToken: stop);
            validation.Load(cancellationToken: stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return "cancelled";
        }
        return run.Execute(checkpoint, stop);
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
            artifacts.WriteEvaluation(pipeline, validation, ClassificationLoss.Of(_spec.Loss), run.Best.Epoch, stop);
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
        if (checkpoint is not null && checkpoint.State.SpecHash != SpecHash())
        {
            checkpoint.Dispose();
            throw new RefusedException($"Expected the spec that {options.OutputFolder} was begun with, to resume it. Received a different one.");
        }
        return checkpoint;
    }

    // Where the data lies may differ on the node that resumes.
    private string SpecHash()
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TrainingSpecJson.WriteComplete(_spec with { Data = _spec.Data with { Path = "" } }))));
}
