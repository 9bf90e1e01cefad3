using System.Text.Encodings.Web;
using System.Text.Json;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The files that a run leaves in its folder, each whole or absent.</summary>
/// <param name="loss">The run's; model files name it.</param>
public sealed class RunArtifacts(string folder, IModelFiles files, LossSpec loss)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Report = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] OfTraining = ["best.keras", "last.keras", "evaluation.json", "history.json", "crossvalidation.json"];

    public string BestPath => Path.Combine(folder, "best.keras");

    public string LastPath => Path.Combine(folder, "last.keras");

    private string EvaluationPath => Path.Combine(folder, "evaluation.json");

    public string EventsPath => Path.Combine(folder, "events.jsonl");

    public string CheckpointFolder => Path.Combine(folder, "checkpoint");

    public void WriteSpec(TrainingSpec spec) => DurableFile.WriteText(Path.Combine(folder, "spec.json"), TrainingSpecJson.WriteComplete(spec));

    public void WritePipeline(PicturePipeline pipeline) => DurableFile.WriteText(Path.Combine(folder, "preprocessing.json"), pipeline.ToJson());

    public void WriteHistory(RunHistory history) => DurableFile.Write(Path.Combine(folder, "history.json"), file => JsonSerializer.Serialize(file, history.ToJson(), Indented));

    public void WriteBest(Network network, Optimizer optimizer) => WriteModel(network, BestPath, optimizer);

    public void WriteLast(Network network, Optimizer? optimizer) => WriteModel(network, LastPath, optimizer);

    /// <summary>Whether a folder holds what a run left, whole or in part.</summary>
    public static bool HoldsRun(string folder)
        => OfTraining.Concat(["spec.json", "events.jsonl"]).Any(name => File.Exists(Path.Combine(folder, name))) || CheckpointStore.FilesIn(Path.Combine(folder, "checkpoint")).Count > 0 || Directory.Exists(CrossValidation.FolderOf(folder, 0));

    /// <summary>Removes what an earlier run has left of its training: nothing of it may be taken for this run's.</summary>
    public void Clear()
    {
        foreach (var name in OfTraining)
        {
            File.Delete(Path.Combine(folder, name));
        }
    }

    /// <summary>Whether the evaluation there is of that epoch.</summary>
    public bool HasEvaluation(int? epoch)
    {
        try
        {
            return epoch is not null && File.Exists(EvaluationPath) && ReadReport(EvaluationPath).Epoch == epoch;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads the best epoch's model back from its file and judges it on the validation pictures.</summary>
    public void WriteEvaluation(PicturePipeline pipeline, PictureStore validation, ClassificationLoss loss, int? epoch, CancellationToken stop)
    {
        using var network = files.Read(File.Exists(BestPath) ? BestPath : LastPath);
        WriteReport(EvaluationPath, Evaluate(network, pipeline, validation, loss, epoch, stop));
    }

    /// <summary>The report from predictions that were made already.</summary>
    public void WriteEvaluation(LabelledFiles validation, IReadOnlyList<float[]> probabilities, double loss, int? epoch)
        => WriteReport(EvaluationPath, ClassificationReport.Of(validation, probabilities, loss, epoch));

    public static EvaluationReport Evaluate(Network network, PicturePipeline pipeline, PictureStore pictures, ClassificationLoss loss, int? epoch, CancellationToken stop = default)
    {
        var (probabilities, mean) = new ImageClassifier(network, pipeline).Evaluate(pictures, loss, stop);
        return ClassificationReport.Of(pictures.Files, probabilities, mean, epoch);
    }

    public static string ReportJson(EvaluationReport report) => JsonSerializer.Serialize(report, Report);

    /// <summary>Reads what a run left as its evaluation.</summary>
    public static EvaluationReport ReadReport(string path) => JsonSerializer.Deserialize<EvaluationReport>(File.ReadAllText(path), Report)!;

    private void WriteModel(Network network, string path, Optimizer? optimizer)
    {
        files.Write(network, path, optimizer, loss);
        DurableFile.SyncFolder(folder);
    }

    private static void WriteReport(string path, EvaluationReport report) => DurableFile.WriteText(path, ReportJson(report));
}
