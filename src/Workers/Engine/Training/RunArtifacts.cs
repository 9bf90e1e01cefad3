using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The files that a run leaves in its folder, each whole or absent.</summary>
/// <param name="task">The run's.</param>
/// <param name="loss">The run's; model files name it.</param>
public sealed class RunArtifacts(string folder, IModelFiles files, ITask task, LossSpec loss)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] OfTraining =
    [
        "best.keras",
        "last.keras",
        "evaluation.json",
        PredictionsFile.FileName,
        "history.json",
        "crossvalidation.json",
    ];

    private string? pipeline;

    public string BestPath => Path.Combine(folder, "best.keras");

    public string LastPath => Path.Combine(folder, "last.keras");

    public string PredictionsPath => Path.Combine(folder, PredictionsFile.FileName);

    private string EvaluationPath => Path.Combine(folder, "evaluation.json");

    public string EventsPath => Path.Combine(folder, "events.jsonl");

    public string CheckpointFolder => Path.Combine(folder, "checkpoint");

    public void WriteSpec(TrainingSpec spec) => DurableFile.WriteText(Path.Combine(folder, "spec.json"), TrainingSpecJson.WriteComplete(spec));

    /// <summary>Beside the models and into them: those that are there, and those that will be written.</summary>
    /// <param name="json">How inputs enter the network, and what its outputs mean.</param>
    public void WritePipeline(string json)
    {
        DurableFile.WriteText(Path.Combine(folder, KerasFile.Preprocessing), json);
        pipeline = json;
        foreach (var path in new[] { BestPath, LastPath }.Where(File.Exists).Where(path => KerasFile.PreprocessingIn(path) is { } inside && inside != json))
        {
            KerasFile.SetPreprocessing(path, json);
        }
    }

    /// <summary>What its numbers depend on besides spec and data.</summary>
    public void WriteEnvironment(RunEnvironment environment) => DurableFile.WriteText(Path.Combine(folder, RunEnvironment.FileName), environment.ToJson());

    public void WriteHistory(RunHistory history) =>
        DurableFile.Write(Path.Combine(folder, "history.json"), file => JsonSerializer.Serialize(file, history.ToJson(), Indented));

    public void WriteBest(TrainableModel model, Optimizer optimizer) => WriteModel(model, BestPath, optimizer);

    public void WriteLast(TrainableModel model, Optimizer? optimizer) => WriteModel(model, LastPath, optimizer);

    /// <summary>Whether a folder holds what a run left, whole or in part.</summary>
    public static bool HoldsRun(string folder) =>
        OfTraining.Concat(["spec.json", "events.jsonl"]).Any(name => File.Exists(Path.Combine(folder, name)))
        || CheckpointStore.FilesIn(Path.Combine(folder, "checkpoint")).Count > 0
        || Directory.Exists(CrossValidation.FolderOf(folder, 0));

    /// <summary>Removes what an earlier run has left of its training: nothing of it may be taken for this run's.</summary>
    public void Clear()
    {
        foreach (var name in OfTraining)
        {
            File.Delete(Path.Combine(folder, name));
        }
    }

    /// <summary>What was said of the validation examples after that epoch, where that is there and whole; else null.</summary>
    public Predictions? PredictionsOf(int? epoch)
    {
        try
        {
            return epoch is not null && File.Exists(PredictionsPath) && PredictionsFile.Read(PredictionsPath) is { } predictions && predictions.Epoch == epoch
                ? predictions
                : null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    /// <summary>Reads the best epoch's model back from its file and has it judge the validation examples.</summary>
    internal Predictions JudgeBest(PreprocessingFunction preprocessing, SplitData data, int? epoch, CancellationToken stop)
    {
        using var network = files.Read(File.Exists(BestPath) ? BestPath : LastPath);
        return new NetworkJudge(network, preprocessing).Judge(
            data.Validation,
            task.Objective(loss, data.Targets, network, []),
            data.Targets.Names,
            epoch,
            stop
        );
    }

    /// <summary>The report of predictions.</summary>
    /// <param name="decoding">As <see cref="ITask.Fit"/> gave it.</param>
    public void WriteEvaluation(Predictions predictions, JsonObject? decoding)
    {
        PredictionsFile.Write(PredictionsPath, predictions);
        // Last: where it is, the predictions are too.
        DurableFile.WriteText(EvaluationPath, EvaluationText.Of(task.Card, predictions, decoding));
    }

    private void WriteModel(TrainableModel model, string path, Optimizer? optimizer)
    {
        files.Write(model.Network, path, optimizer, task.Compiled(loss), model.Tokenizer, pipeline);
        DurableFile.SyncFolder(folder);
    }
}
