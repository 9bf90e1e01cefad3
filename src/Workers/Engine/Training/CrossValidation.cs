using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training.Callbacks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Trains a spec once a fold, one after another, into <c>fold-1</c> to <c>fold-k</c>; then judges all pictures by the predictions of the model that was not
/// trained on them, and leaves the best fold's model as the run's. A fold that has ended leaves <c>fold.json</c>: a resumed run begins at the first without.
/// </summary>
/// <param name="options">With the complete spec.</param>
/// <param name="output">Receives one JSON event a line; null for none.</param>
internal sealed class CrossValidation(TrainerOptions options, ITask task, IModelFiles files, TextWriter? output, TimeProvider time)
{
    private readonly TrainingSpec _spec = options.Spec;
    private readonly CrossValidationSpec _folds = options.Spec.CrossValidation!;

    /// <summary>Trains every fold that has not ended yet, and sums up.</summary>
    /// <param name="stop">As in <see cref="Trainer.Run"/>.</param>
    /// <param name="atOnce">As in <see cref="Trainer.Run"/>.</param>
    public TrainingResult Run(IInputData data, CancellationToken stop, CancellationToken atOnce)
    {
        var splits = FoldSplit.Of(
            data.Parts,
            _folds,
            _spec.Data.Seed,
            _spec.Data.Shuffle,
            _folds.Stratified ? task.Strata(data.Targets.Rows, data.Targets.Names) : null
        );
        Directory.CreateDirectory(options.OutputFolder);
        DurableFile.Sweep(options.OutputFolder);
        var done = Ended();
        using var bank = options.OpenFeatures();
        using var events = new RunEventLog(Path.Combine(options.OutputFolder, "events.jsonl"), output, time);
        string? hash = null;
        var began = false;
        for (var fold = done.Count; fold < splits.Count; fold++)
        {
            var begin = time.GetTimestamp();
            var (training, validation) = (splits[fold].Training, splits[fold].Validation);
            var sink = new FoldEvents(events, fold, splits.Count, _spec.TotalEpochs, training.Count);
            var result = new SplitTraining(options with { OutputFolder = FolderOf(fold) }, task, files, time).Run(
                data.Split(training, validation, Trainer.Targets(task, _spec, data, training)),
                epoch =>
                {
                    if (!began)
                    {
                        events.Begin(fold == 0 ? epoch : epoch ?? 0, fold);
                        began = true;
                    }
                    return sink;
                },
                bank,
                stop,
                atOnce
            );
            hash = result.WeightsHash;
            if (result.Status is "cancelled" or "diverged")
            {
                TakeBest([.. done, Result(fold, result, training.Count, validation.Count, time.GetElapsedTime(begin).TotalSeconds)]);
                events.Write(new FinishedEvent(result.Status, result.Best.Epoch, result.Best.Value, result.Monitor) { Fold = fold });
                return new TrainingResult(result.Status, hash);
            }
            var ended = Result(fold, result, training.Count, validation.Count, time.GetElapsedTime(begin).TotalSeconds);
            DurableFile.WriteText(
                Path.Combine(FolderOf(fold), "fold.json"),
                JsonSerializer.Serialize(new EndedFold(SpecHash.Of(_spec), ended), CrossValidationReport.Json)
            );
            done.Add(ended);
            events.Write(new FoldEvent(splits.Count, ended) { Fold = fold });
        }
        if (!began)
        {
            events.Begin(0, splits.Count);
        }
        return SumUp(data, done, events, hash);
    }

    private TrainingResult SumUp(IInputData data, List<FoldResult> done, RunEventLog events, string? hash)
    {
        var monitor = BestEpoch.Of(_spec);
        var report = CrossValidationReport.Of(_folds.Stratified, monitor.Monitor, monitor.Maximizes, done);
        var best = done[report.BestFold];
        CopyFiles(best.Fold, ["best.keras", "last.keras", "preprocessing.json", "history.json"]);
        var artifacts = new RunArtifacts(options.OutputFolder, files, task, _spec.Loss);
        artifacts.WriteSpec(_spec);
        artifacts.WriteEvaluation(OutOfFold(data, done, report.BestFold), DecodingOf(best.Fold));
        DurableFile.WriteText(Path.Combine(options.OutputFolder, "crossvalidation.json"), JsonSerializer.Serialize(report, CrossValidationReport.Json));
        var status = done.TrueForAll(fold => fold.Status == "completed") ? "completed" : "stopped_early";
        events.Write(new FinishedEvent(status, best.BestEpoch, best.BestValue, monitor.Monitor) { Fold = best.Fold });
        return new TrainingResult(status, hash);
    }

    // Of folds that have not all ended: the best one's model, judged on its own validation pictures.
    private void TakeBest(IReadOnlyList<FoldResult> folds)
    {
        var monitor = BestEpoch.Of(_spec);
        FoldResult[] judged = [.. folds.Where(fold => fold.BestValue is not null && File.Exists(Path.Combine(FolderOf(fold.Fold), "evaluation.json")))];
        if (judged.Length == 0)
        {
            return;
        }
        var best = (monitor.Maximizes ? judged.MaxBy(fold => fold.BestValue) : judged.MinBy(fold => fold.BestValue))!;
        CopyFiles(best.Fold, ["best.keras", "preprocessing.json", "history.json"]);
        var artifacts = new RunArtifacts(options.OutputFolder, files, task, _spec.Loss);
        artifacts.WriteSpec(_spec);
        artifacts.WriteEvaluation(PredictionsOf(best.Fold) with { ModelFold = best.Fold }, DecodingOf(best.Fold));
    }

    // The best fold's files are the run's own, so that everything that takes a run's model takes this one.
    private void CopyFiles(int fold, string[] names)
    {
        foreach (var name in names)
        {
            using var source = File.OpenRead(Path.Combine(FolderOf(fold), name));
            DurableFile.Write(Path.Combine(options.OutputFolder, name), source.CopyTo);
        }
    }

    // Every picture once, by the fold that was judged on it, in the order of the data; the loss is the mean over pictures.
    private Predictions OutOfFold(IInputData data, List<FoldResult> done, int best)
    {
        var parts = done.Select(fold => PredictionsOf(fold.Fold)).ToList();
        var rows = parts.SelectMany((part, fold) => part.Rows.Select(row => row with { Fold = fold })).ToDictionary(row => row.Name, StringComparer.Ordinal);
        double? loss = parts.TrueForAll(part => part.Loss is not null)
            ? parts.Sum(part => part.Loss!.Value * part.Rows.Count) / parts.Sum(part => part.Rows.Count)
            : null;
        return new Predictions(parts[best].Names, [.. Enumerable.Range(0, data.Parts.Count).Select(row => rows[data.Name(row)])])
        {
            Loss = loss,
            ModelFold = best,
        };
    }

    private Predictions PredictionsOf(int fold)
    {
        var file = Path.Combine(FolderOf(fold), PredictionsFile.FileName);
        var evaluation = Path.Combine(FolderOf(fold), "evaluation.json");
        // A fold of an earlier program has its rows in its evaluation.
        return File.Exists(file)
            ? PredictionsFile.Read(file)
            : task.Card.Within(JsonNode.Parse(File.ReadAllText(evaluation))!.AsObject())
                ?? throw new RefusedException(new Refusal("trainer.folds.predictions", ("evaluation", evaluation)));
    }

    private JsonObject? DecodingOf(int fold) => JsonNode.Parse(File.ReadAllText(Path.Combine(FolderOf(fold), "preprocessing.json")))?["decoding"]?.AsObject();

    private static FoldResult Result(int fold, SplitResult result, int training, int validation, double seconds)
    {
        var at = result.Best.Epoch is { } best ? result.History.Epochs.ToList().IndexOf(best) : -1;
        double? Metric(string name) => at >= 0 && result.History.Metrics[name][at] is var value && double.IsFinite(value) ? value : null;
        var metrics = new MetricValues(result.History.Metrics.Keys.Where(MetricNames.IsValidation).Select(name => KeyValuePair.Create(name, Metric(name))));
        return new FoldResult(fold, result.Status, result.History.Epochs.Count, result.Best.Epoch, result.Best.Value, metrics, training, validation, seconds);
    }

    // Folds that have ended, in order; a run that does not resume forgets them.
    private List<FoldResult> Ended()
    {
        var done = new List<FoldResult>();
        if (!options.Resume)
        {
            new RunArtifacts(options.OutputFolder, files, task, _spec.Loss).Clear();
        }
        for (var fold = 0; fold < _folds.Folds; fold++)
        {
            var path = Path.Combine(FolderOf(fold), "fold.json");
            if (!options.Resume)
            {
                new CheckpointStore(Path.Combine(FolderOf(fold), "checkpoint")).Clear();
                if (File.Exists(path))
                {
                    File.Delete(path);
                }
                continue;
            }
            if (!File.Exists(path))
            {
                break;
            }
            var ended = JsonSerializer.Deserialize<EndedFold>(File.ReadAllText(path), CrossValidationReport.Json)!;
            if (!SpecHash.IsOf(ended.SpecHash, _spec))
            {
                throw options.OtherSpec();
            }
            done.Add(ended.Result);
        }
        return done;
    }

    private string FolderOf(int fold) => FolderOf(options.OutputFolder, fold);

    /// <summary>Of a fold, counted from 0, in a run's folder.</summary>
    internal static string FolderOf(string run, int fold) => Path.Combine(run, FormattableString.Invariant($"fold-{fold + 1}"));

    private sealed record EndedFold(string SpecHash, FoldResult Result);
}
