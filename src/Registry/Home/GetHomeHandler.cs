using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Home;

internal sealed class GetHomeHandler(
    RegistryReader reader,
    TimeProvider time,
    EvaluationReader evaluations,
    PicturePaths pictures,
    IEnumerable<IWorkerStatus> workers,
    CurrentCaller caller
) : IRequestHandler<GetHome, HomeView>
{
    private static readonly TextResource Texts = new(typeof(GetHomeHandler));

    private const int Recent = 8;

    public async Task<HomeView> Handle(GetHome request, CancellationToken cancellationToken)
    {
        var (home, documents) = await reader.ReadAsync(context => ReadAsync(context, cancellationToken), cancellationToken);
        home = home with { WorkerSentence = workers.LastOrDefault()?.Sentence ?? WorkerWords.None };
        if (home.LastFinished is not { } last || documents.GetValueOrDefault(RunDocument.Evaluation) is not { } json)
            return home;
        var evaluation = await evaluations.ReadAsync(json, documents.GetValueOrDefault(RunDocument.Preprocessing), cancellationToken);
        if (
            evaluation is not { Predictions: { } predictions, Report: { } report }
            || Worst(predictions.Rows.Count, report) is not { Words: var words, Row: var row }
        )
            return home;
        var file = predictions.Rows[row].Name;
        var paths = await pictures.OfAsync(last.DatasetVersion, cancellationToken);
        var sentence = words.Confidence is { } confidence
            ? Texts["MistakeSure", Path.GetFileName(file), words.Actual, words.Predicted, RunWords.Percent(confidence)]
            : Texts["Mistake", Path.GetFileName(file), words.Actual, words.Predicted];
        return home with { WorstMistake = paths.GetValueOrDefault(file), WorstMistakeSentence = sentence };
    }

    private async Task<(HomeView Home, Dictionary<string, string> Documents)> ReadAsync(RegistryContext context, CancellationToken cancellationToken)
    {
        var (active, waiting) = (RunStatusGroups.Active, RunStatusGroups.Waiting);
        var visible = context.Runs.VisibleTo(caller.Value);
        var shown = visible.Where(r => !r.IsArchived);
        var running = await RunRows.ReadAsync(
            context,
            RunJoin.Of(context, visible.Where(r => active.Contains(r.Status) || waiting.Contains(r.Status)).OrderBy(r => r.Number).Take(20)),
            time.GetUtcNow(),
            cancellationToken
        );
        var recent = await RunRows.ReadAsync(
            context,
            RunJoin.Of(context, shown.Where(r => r.FinishedAt != null).OrderByDescending(r => r.FinishedAt).Take(Recent)),
            time.GetUtcNow(),
            cancellationToken
        );
        recent = [.. recent.OrderByDescending(r => r.FinishedAt)];
        var last = recent.FirstOrDefault(r => r.Status.IsSuccess());
        var documents = last is null
            ? []
            : await context
                .Documents.Where(d => d.RunId == last.Id && (d.Name == RunDocument.Evaluation || d.Name == RunDocument.Preprocessing))
                .ToDictionaryAsync(d => d.Name, d => d.Json, cancellationToken);
        var models = await ListModelsHandler.ReadAsync(context, caller.Value, includeArchived: false, cancellationToken);
        var datasets = await context.Datasets.VisibleTo(caller.Value).CountAsync(d => !d.IsArchived, cancellationToken);
        var runs = await visible.CountAsync(cancellationToken);
        var headline = last is null ? null : RunWords.Headline(last, null);
        var firstStart = runs == 0 && !await context.Datasets.VisibleTo(caller.Value).AnyAsync(cancellationToken);
        return (new([.. running.OrderBy(r => r.Number)], last, headline, null, null, recent, models, "", datasets, runs, firstStart), documents);
    }

    // Of the lowest score, the surest; none where every row is right.
    private static (int Row, RowWords Words)? Worst(int rows, IReport report)
    {
        (int Row, double Score, RowWords Words)? worst = null;
        for (var i = 0; i < rows; i++)
        {
            if (report.Score(i) is not { } score || score >= 1 || (worst is { } known && score > known.Score) || report.Words(i) is not { } words)
                continue;
            if (worst is not { } before || score < before.Score || words.Confidence > before.Words.Confidence)
                worst = (i, score, words);
        }
        return worst is { } found ? (found.Row, found.Words) : null;
    }
}
