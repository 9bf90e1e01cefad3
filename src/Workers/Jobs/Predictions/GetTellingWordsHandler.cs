using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Runs;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>Asks <c>mlops explain</c> about one class.</summary>
internal sealed class GetTellingWordsHandler(
    IRunStore runs,
    IDatasetStore datasets,
    IArtifactStore artifacts,
    ModelFolders folders,
    IWorkerCalls calls,
    KeptWords kept
) : IRequestHandler<GetTellingWords, Outcome<ClassWords>>
{
    // Hundred texts of a large encoder on one thread.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    public async Task<Outcome<ClassWords>> Handle(GetTellingWords request, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(request.Run, cancellationToken) is not { } run)
            return Refused(new(RefusalKind.NotFound, "jobs.run.missing"));
        if (run.BestModel is not { } model)
            return Refused(new(RefusalKind.Conflict, "jobs.run.noModel", ("run", $"{run.Number}")));
        if (!run.ClassNames.Contains(request.Class))
            return Refused(new("command.explain.class", ("known", string.Join(", ", run.ClassNames)), ("received", request.Class)));
        if (EvaluationReader.PredictionsOf(run.EvaluationJson) is not { } predictions)
            return Refused(new(RefusalKind.Conflict, "jobs.words.notJudged", ("run", $"{run.Number}")));
        if (kept.Find(model, predictions, request.Class) is { } known)
            return known;
        if (await artifacts.LocalPathAsync(predictions, cancellationToken) is not { } judged)
            return Refused(CheckedArtifacts.Missing(StorageFindings.Artifact, predictions));
        if (await datasets.ManifestPathAsync(run.Dataset, cancellationToken) is not { } manifest || !File.Exists(manifest))
            return Refused(new(RefusalKind.NotFound, "jobs.dataset.files"));
        var prepared = await folders.PrepareAsync(model, run.PreprocessingJson, cancellationToken);
        if (prepared.Value is not { } file)
            return Refused(prepared.Reason!);
        string[] arguments = ["explain", "--model", file, "--data", manifest, "--predictions", judged, "--class", request.Class, "--progress", "--json"];
        var answer = await calls.CallAsync(
            new(new("work.what.words", ("name", request.Class), ("run", $"{run.Number}")), arguments)
            {
                Time = Longest,
                IsLong = true,
                OnLine = line => Tell(request.Progress, line),
            },
            cancellationToken
        );
        if (!answer.IsDone)
            return Refused(new("jobs.words.failed", ("why", answer.Why!)));
        var found = JsonSerializer.Deserialize<ClassWordsReport>(answer.Output.TrimEnd().Split('\n')[^1], JsonSerializerOptions.Web)!.Classes[0];
        kept.Keep(model, predictions, request.Class, found);
        return found;
    }

    // The last line is the answer, not a step.
    private static void Tell(IProgress<WordsProgress> progress, string line)
    {
        if (line.StartsWith("{\"done\"", StringComparison.Ordinal))
            progress.Report(JsonSerializer.Deserialize<WordsProgress>(line, JsonSerializerOptions.Web)!);
    }

    private static Outcome<ClassWords> Refused(Refusal reason) => Outcome<ClassWords>.Refused(reason);
}
