using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Home;

internal sealed class GetHomeHandler(RegistryReader reader, TimeProvider time, PicturePaths pictures, IEnumerable<IWorkerStatus> workers, CurrentCaller caller) : IRequestHandler<GetHome, HomeView>
{
    private const int Recent = 8;

    public async Task<HomeView> Handle(GetHome request, CancellationToken cancellationToken)
    {
        var (home, evaluation) = await reader.ReadAsync(context => ReadAsync(context, cancellationToken), cancellationToken);
        home = home with { WorkerSentence = workers.LastOrDefault()?.Sentence ?? "No worker runs here: nothing can be trained until one is started." };
        if (evaluation is null || home.LastFinished is not { } last || Worst(evaluation) is not { } mistake) return home;
        var paths = await pictures.OfAsync(last.DatasetVersion, evaluation with { Predictions = [mistake] }, cancellationToken);
        var sentence = string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(mistake.File)} is {evaluation.ClassNames[mistake.Actual]}; it was taken for {evaluation.ClassNames[mistake.Predicted]} with {RunWords.Percent(mistake.Probability)}.");
        return home with { WorstMistake = paths.GetValueOrDefault(mistake.File), WorstMistakeSentence = sentence };
    }

    private async Task<(HomeView Home, EvaluationReport? Evaluation)> ReadAsync(RegistryContext context, CancellationToken cancellationToken)
    {
        var (active, waiting) = (RunStatusGroups.Active, RunStatusGroups.Waiting);
        var visible = context.Runs.VisibleTo(caller.Value);
        var shown = visible.Where(r => !r.IsArchived);
        var running = await RunRows.ReadAsync(context, RunJoin.Of(context, visible.Where(r => active.Contains(r.Status) || waiting.Contains(r.Status)).OrderBy(r => r.Number).Take(20)), time.GetUtcNow(), cancellationToken);
        var recent = await RunRows.ReadAsync(context, RunJoin.Of(context, shown.Where(r => r.FinishedAt != null).OrderByDescending(r => r.FinishedAt).Take(Recent)), time.GetUtcNow(), cancellationToken);
        recent = [.. recent.OrderByDescending(r => r.FinishedAt)];
        var last = recent.FirstOrDefault(r => r.Status.IsSuccess());
        var json = last is null ? null : await context.Documents.Where(d => d.RunId == last.Id && d.Name == RunDocument.Evaluation).Select(d => d.Json).SingleOrDefaultAsync(cancellationToken);
        var models = await ListModelsHandler.ReadAsync(context, caller.Value, includeArchived: false, cancellationToken);
        var datasets = await context.Datasets.VisibleTo(caller.Value).CountAsync(d => !d.IsArchived, cancellationToken);
        var runs = await visible.CountAsync(cancellationToken);
        var headline = last is null ? null : RunWords.Headline(last, null);
        var firstStart = runs == 0 && !await context.Datasets.VisibleTo(caller.Value).AnyAsync(cancellationToken);
        return (new([.. running.OrderBy(r => r.Number)], last, headline, null, null, recent, models, "", datasets, runs, firstStart), EvaluationJson.Read(json).Report);
    }

    private static PicturePrediction? Worst(EvaluationReport report) => report.Predictions.Where(p => p.Actual != p.Predicted).MaxBy(p => p.Probability);
}
