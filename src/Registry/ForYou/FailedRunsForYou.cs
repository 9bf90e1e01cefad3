using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.ForYou;

/// <summary>Runs that the caller started and that ended badly. One that was resumed waits no longer.</summary>
internal sealed class FailedRunsForYou : IForYouSource
{
    public async Task<IReadOnlyList<ForYouItem>> FindAsync(
        RegistryContext context,
        Caller caller,
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    )
    {
        var runs = await context
            .Runs.VisibleTo(caller)
            .Where(r => r.FinishedAt >= since && r.CreatedBy == caller.User && !r.IsArchived)
            .Where(r => r.Status == RunStatus.Failed || r.Status == RunStatus.Diverged)
            .OrderByDescending(r => r.FinishedAt)
            .Take(most)
            .Select(r => new
            {
                r.Id,
                r.Number,
                r.Attempts,
                r.FinishedAt,
                r.StatusDetail,
                r.StatusSaid,
            })
            .ToListAsync(cancellationToken);
        return
        [
            .. runs.Select(r => new ForYouItem(
                $"run:{r.Id}:{r.Attempts}",
                ForYouKind.FailedRun,
                r.FinishedAt!.Value,
                null,
                new("words.subject.run", ("number", $"{r.Number}")),
                $"/runs/{r.Id}",
                StoredSentence.Read(r.StatusDetail, r.StatusSaid)
            )),
        ];
    }
}
