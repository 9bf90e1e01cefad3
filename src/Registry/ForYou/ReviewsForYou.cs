using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Reviews;

namespace MlOpsDashboard.Registry.ForYou;

/// <summary>Requests to move an alias that are judged and that the caller may decide, however old.</summary>
internal sealed class ReviewsForYou(ReviewDefaults defaults) : IForYouSource
{
    public async Task<IReadOnlyList<ForYouItem>> FindAsync(
        RegistryContext context,
        Caller caller,
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    )
    {
        var open = await (
            from r in context.Reviews.VisibleTo(caller)
            where r.Status == ReviewStatus.Judged
            join m in context.Models on r.ModelId equals m.Id
            orderby r.JudgedAt descending
            select new
            {
                r.Id,
                r.ProjectId,
                r.ModelId,
                m.Name,
                r.Alias,
                r.Version,
                r.RequestedBy,
                r.JudgedAt,
                r.RequestedAt,
                Approved = context.ReviewLines.Any(l =>
                    l.ReviewId == r.Id && l.Kind == ReviewLineKind.Approved && l.By == caller.User && l.ReportHash == r.ReportHash
                ),
            }
        )
            .Take(most)
            .ToListAsync(cancellationToken);
        var items = new List<ForYouItem>();
        foreach (var review in open.Where(r => !r.Approved && caller.May(Permission.Review, r.ProjectId)))
        {
            var isOwn = review.RequestedBy == caller.User;
            if (isOwn && !(await AliasRulesReading.OfAsync(context, review.ModelId, review.Alias, defaults, cancellationToken)).Rules.OwnApprovalCounts)
                continue;
            items.Add(
                new(
                    $"review:{review.Id}:{review.JudgedAt?.UtcTicks}",
                    ForYouKind.Review,
                    review.JudgedAt ?? review.RequestedAt,
                    review.RequestedBy,
                    SubjectReading.OfReview(review.Alias, review.Name, review.Version),
                    $"/reviews/{review.Id}"
                )
            );
        }
        return items;
    }
}
