using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Reviews;

/// <summary>A review as it stands beside what it is about; pages and decisions ask the same.</summary>
/// <param name="Now">The version that carries the alias; null for none.</param>
/// <param name="MovedBy">Who moved the alias since the gate judged; null where nobody did.</param>
/// <param name="Artifact">SHA-256 of the candidate's file, as the version has it.</param>
internal sealed record ReviewReading(
    Review Review,
    string ModelName,
    int? Now,
    Refusal? MovedBy,
    string? Artifact,
    StoredAliasRules Rules,
    IReadOnlyList<ReviewLine> Lines,
    GateReport? Report,
    IReadOnlyList<RuleResult> Gate
)
{
    public static async Task<ReviewReading?> OfAsync(RegistryContext context, ReviewId id, ReviewDefaults defaults, CancellationToken cancellationToken)
    {
        if (await context.Reviews.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } review)
            return null;
        var name = await context.Models.Where(m => m.Id == review.ModelId).Select(m => m.Name).SingleAsync(cancellationToken);
        var now = await context
            .ModelAliases.Where(a => a.ModelId == review.ModelId && a.Alias == review.Alias)
            .Select(a => (int?)a.Version)
            .SingleOrDefaultAsync(cancellationToken);
        var artifact = await context.ModelVersions.Where(v => v.Id == review.Candidate).Select(v => v.Artifact).SingleOrDefaultAsync(cancellationToken);
        var rules = await AliasRulesReading.OfAsync(context, review.ModelId, review.Alias, defaults, cancellationToken);
        var lines = await context.ReviewLines.Where(l => l.ReviewId == id).OrderBy(l => l.Id).ToListAsync(cancellationToken);
        var report = review.ReportJson is { } json ? GateReport.Read(json) : null;
        var movedBy =
            review.Status == ReviewStatus.Judged && now != review.Incumbent
                ? await AliasMoves.ByAsync(context, review.ModelId, AliasMoves.Subject(name, review.Alias), cancellationToken)
                : null;
        return new(review, name, now, movedBy, artifact, rules, lines, report, report is null ? [] : GateRules.Check(rules.Rules, report));
    }

    /// <summary>Who has approved this report; of whoever asked only where the rules count it.</summary>
    public IReadOnlyList<string> Approvers =>
        [
            .. Lines
                .Where(l => l.Kind == ReviewLineKind.Approved && l.ReportHash == Review.ReportHash)
                .Select(l => l.By)
                .Distinct()
                .Where(by => Rules.Rules.OwnApprovalCounts || by != Review.RequestedBy),
        ];

    /// <summary>The gate's rules, and the one about people.</summary>
    public IReadOnlyList<RuleResult> Results =>
        Report is null
            ? []
            :
            [
                .. Gate,
                new(
                    "approvals",
                    Approvers.Count >= Rules.Rules.Approvals ? true : null,
                    new(
                        Rules.Rules.OwnApprovalCounts ? "review.rule.approvals" : "review.rule.approvals.others",
                        ("approvals", Approvers.Count),
                        ("wanted", Rules.Rules.Approvals),
                        ("by", Approvers.Count == 0 ? new Refusal("review.nobody") : Refusal.OfSentence(string.Join(", ", Approvers))),
                        ("requester", Review.RequestedBy)
                    )
                ),
            ];

    /// <summary>What is no longer as it was when the gate judged; null where all is, or nothing was judged.</summary>
    public Refusal? Changed =>
        Review is not { Status: ReviewStatus.Judged, ReportJson: { } json } ? null
        : GateReport.HashOf(json) != Review.ReportHash ? new(RefusalKind.Conflict, "review.changed.report")
        : Artifact != Review.Artifact ? new(RefusalKind.Conflict, "review.changed.file", ("version", $"{Review.Version}"))
        : Now != Review.Incumbent
            ? new(
                RefusalKind.Conflict,
                "review.changed.alias",
                ("alias", Review.Alias),
                ("before", Carrier(Review.Incumbent)),
                ("now", Carrier(Now)),
                ("by", MovedBy!)
            )
        : null;

    /// <summary>Why the caller can't approve; null where they can.</summary>
    public Refusal? WhyNot(Caller caller)
    {
        if (Review.HasEnded)
            return Ended();
        if (Review.Status != ReviewStatus.Judged)
            return new(RefusalKind.Conflict, "review.unjudged");
        if (Changed is { } changed)
            return changed;
        if (Gate.Any(rule => rule.HasPassed == false))
            return new(RefusalKind.Conflict, "review.rules.failed", ("rules", Gate.Count(rule => rule.HasPassed == false)));
        if (!caller.May(Permission.Review, Review.ProjectId))
            return new(RefusalKind.Forbidden, "caller.forbidden", ("permission", ObjectWords.Of(Permission.Review)), ("user", caller.User));
        if (!Rules.Rules.OwnApprovalCounts && caller.User == Review.RequestedBy)
            return new(RefusalKind.Forbidden, "review.own");
        return Lines.Any(l => l.Kind == ReviewLineKind.Approved && l.ReportHash == Review.ReportHash && l.By == caller.User)
            ? new(RefusalKind.Conflict, "review.approved.already")
            : null;
    }

    /// <summary>Who decided, and how.</summary>
    public Refusal Ended() =>
        new(
            RefusalKind.Conflict,
            "review.ended",
            ("status", new Refusal($"words.review.{Review.Status}")),
            (
                "by",
                Lines
                    .LastOrDefault(l => l.Kind is ReviewLineKind.Approved or ReviewLineKind.Rejected or ReviewLineKind.Withdrawn or ReviewLineKind.RolledBack)
                    ?.By
            )
        );

    private static Refusal Carrier(int? version) => version is { } number ? new("review.carrier", ("version", $"{number}")) : new("review.carrier.none");
}
