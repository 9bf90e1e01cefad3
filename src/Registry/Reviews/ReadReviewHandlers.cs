using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Reviews;

/// <summary>Reviews and rules, as pages show them.</summary>
internal sealed class ReadReviewHandlers(RegistryReader reader, CurrentCaller caller, ReviewDefaults defaults)
    : IRequestHandler<GetReview, ReviewDetails?>,
        IRequestHandler<ListReviews, IReadOnlyList<ReviewSummary>>,
        IRequestHandler<GetAliasRules, ModelRules>
{
    private const int Most = 500;

    public Task<ReviewDetails?> Handle(GetReview request, CancellationToken cancellationToken)
    {
        var asked = caller.Value;
        return reader.ReadAsync<ReviewDetails?>(
            async context =>
            {
                if (await ReviewReading.OfAsync(context, request.Review, defaults, cancellationToken) is not { } reading)
                    return null;
                var review = reading.Review;
                var mayReview = asked.May(Permission.Review, review.ProjectId);
                return new(
                    review.Id,
                    review.ModelId,
                    reading.ModelName,
                    review.Alias,
                    review.Version,
                    review.Candidate,
                    review.Artifact,
                    review.RequestedBy,
                    review.RequestedAt,
                    review.Status,
                    review.Said,
                    review.Incumbent,
                    reading.Now,
                    reading.Report,
                    review.ReportHash,
                    reading.Rules,
                    reading.Results,
                    Lines(reading, asked),
                    review.IsRollback,
                    reading.Changed,
                    reading.WhyNot(asked),
                    mayReview,
                    mayReview || (review.RequestedBy == asked.User && asked.May(Permission.Contribute, review.ProjectId))
                );
            },
            cancellationToken
        );
    }

    public Task<IReadOnlyList<ReviewSummary>> Handle(ListReviews request, CancellationToken cancellationToken)
    {
        var asked = caller.Value;
        return reader.ReadAsync<IReadOnlyList<ReviewSummary>>(
            async context =>
            {
                var reviews = context.Reviews.VisibleTo(asked);
                if (request.Model is { } model)
                    reviews = reviews.Where(r => r.ModelId == model);
                if (request.OpenOnly)
                    reviews = reviews.Where(r => r.DecidedAt == null);
                var found = await (
                    from r in reviews.OrderByDescending(r => r.RequestedAt).Take(Math.Clamp(request.Take, 0, Most))
                    join m in context.Models on r.ModelId equals m.Id
                    select new { Review = r, m.Name }
                ).ToListAsync(cancellationToken);
                var rules = new Dictionary<(Core.ModelId, string), AliasRules>();
                var rows = new List<ReviewSummary>();
                foreach (var row in found.OrderByDescending(r => r.Review.RequestedAt))
                {
                    var (review, key) = (row.Review, (row.Review.ModelId, row.Review.Alias));
                    if (review.ReportJson is not null && !rules.ContainsKey(key))
                        rules[key] = (await AliasRulesReading.OfAsync(context, review.ModelId, review.Alias, defaults, cancellationToken)).Rules;
                    rows.Add(
                        new(
                            review.Id,
                            row.Name,
                            review.Alias,
                            review.Version,
                            review.Incumbent,
                            review.RequestedBy,
                            review.RequestedAt,
                            review.Status,
                            review.IsRollback,
                            review.ReportJson is { } json ? GateRules.Check(rules[key], GateReport.Read(json)).All(rule => rule.HasPassed != false) : null,
                            review.DecidedAt
                        )
                    );
                }
                return rows;
            },
            cancellationToken
        );
    }

    public Task<ModelRules> Handle(GetAliasRules request, CancellationToken cancellationToken)
    {
        var asked = caller.Value;
        return reader.ReadAsync(
            async context =>
            {
                var moves = await context.AliasMoves.Where(m => m.ModelId == request.Model).OrderBy(m => m.Id).ToListAsync(cancellationToken);
                var before = moves.GroupBy(m => m.Alias).Select(g => (Alias: g.Key, Version: AliasHistory.Before(g))).Where(b => b.Version is not null);
                var project = await context.Models.Where(m => m.Id == request.Model).Select(m => m.ProjectId).SingleOrDefaultAsync(cancellationToken);
                return new ModelRules(
                    await AliasRulesReading.OfAllAsync(context, request.Model, defaults, cancellationToken),
                    before.ToDictionary(b => b.Alias, b => b.Version!.Value),
                    asked.May(Permission.Administer, project)
                );
            },
            cancellationToken
        );
    }

    private static List<ReviewLineView> Lines(ReviewReading reading, Caller asked) =>
        [
            .. reading
                .Lines.Where(line => line.Amends is null)
                .Select(line => new ReviewLineView(
                    line.Id,
                    line.Kind,
                    line.At,
                    line.By,
                    line.OnBehalfOf,
                    line.Text,
                    reading.Lines.LastOrDefault(later => later.Amends == line.Id)?.Text,
                    line.Said,
                    line.Artifact,
                    line.ReportHash,
                    line.Text is not null && line.By == asked.User
                )),
        ];
}
