using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Keeps what a run leaves: its artifacts' hashes, its JSON files whole, and the evaluation's scores for lists.</summary>
internal static class RunOutputsRecorder
{
    /// <returns>Why the evaluation can't be read, or null. It is kept as it came all the same.</returns>
    public static async Task<string?> RecordAsync(RegistryContext context, Run run, RunOutputs files, CancellationToken cancellationToken)
    {
        if (files.BestModel is { } best)
            run.KeepArtifact(best);
        var facts = await context.RunFacts.SingleAsync(f => f.RunId == run.Id, cancellationToken);
        facts.LastModel = files.LastModel ?? facts.LastModel;
        await KeepAsync(context, run, RunDocument.Preprocessing, files.PreprocessingJson, cancellationToken);
        await KeepAsync(
            context,
            run,
            RunDocument.Evaluation,
            files.EvaluationJson is { } evaluation ? EvaluationReader.Stored(evaluation, files.Predictions) : null,
            cancellationToken
        );
        await KeepAsync(context, run, RunDocument.History, files.HistoryJson, cancellationToken);
        await KeepAsync(context, run, RunDocument.CrossValidation, files.CrossValidationJson, cancellationToken);
        // The row says what the folds say together, not what the luckiest of them says.
        if (CrossValidationReport.TryRead(files.CrossValidationJson) is { } folds && run.BestEpoch is { } epoch)
        {
            run.SettleBest(epoch, folds.Metrics[folds.Monitor].Mean);
            var measured = await context
                .Epochs.Where(e => e.RunId == run.Id && e.Epoch == epoch)
                .Select(e => e.Metrics)
                .SingleOrDefaultAsync(cancellationToken);
            await RunMetrics.WriteAsync(context, run, (measured ?? MetricValues.None).With(folds.Means), cancellationToken);
        }
        if (files.EvaluationJson is null)
            return null;
        var (document, fault) = EvaluationReader.Parse(files.EvaluationJson);
        (facts.EvaluatedPictures, facts.MacroF1, facts.CalibrationError) = (
            (int?)Number(document, "samples"),
            Number(document, "macro", "f1"),
            Number(document, "calibration", "expectedCalibrationError")
        );
        return fault;
    }

    /// <summary>A number of a document; null where it has none there.</summary>
    internal static double? Number(JsonObject? document, params ReadOnlySpan<string> path)
    {
        JsonNode? at = document;
        foreach (var name in path)
            at = (at as JsonObject)?[name];
        return at?.GetValueKind() == JsonValueKind.Number ? at.Deserialize<double>() : null;
    }

    private static async Task KeepAsync(RegistryContext context, Run run, string name, string? json, CancellationToken cancellationToken)
    {
        if (json is null)
            return;
        if (await context.Documents.FindAsync([run.Id, name], cancellationToken) is { } known)
            known.Json = json;
        else
            context.Add(
                new RunDocument
                {
                    RunId = run.Id,
                    Name = name,
                    Json = json,
                }
            );
    }
}
