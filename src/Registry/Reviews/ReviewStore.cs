using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Work;

namespace MlOpsDashboard.Registry.Reviews;

internal sealed class ReviewStore(RegistryWriter writer, RegistryReader reader, ReviewDefaults defaults, MailQueue mail) : IReviewStore
{
    private static readonly Caller Gate = Caller.OfProgram("gate", Permission.View);

    public async Task<Outcome<ReviewId>> RequestAsync(RequestPromotion request, Caller by, CancellationToken cancellationToken)
    {
        if (Aliases.Fault(request.Alias) is { } unknown)
            return Outcome<ReviewId>.Refused(unknown);
        var reason = AliasMoves.Reason(request.Reason);
        if (!reason.IsDone)
            return Outcome<ReviewId>.Refused(reason.Reason!);
        return await writer.WriteAsync(unit => RequestAsync(unit, request, reason.Value!, by, cancellationToken), cancellationToken);
    }

    public Task<Outcome> JudgeAgainAsync(ReviewId review, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await ReviewReading.OfAsync(unit.Context, review, defaults, cancellationToken) is not { } reading)
                    return Outcome.Refused(ObjectWords.Missing(review));
                var stored = reading.Review;
                if (stored.HasEnded)
                    return Outcome.Refused(reading.Ended());
                // It is on its way already.
                if (stored.Status is ReviewStatus.Waiting or ReviewStatus.Judging)
                    return Outcome.Done;
                stored.JudgeAgain();
                await WorkRows.QueueAsync(unit, WorkId.Of(review), WorkKind.Gate, WorkGroups.Cpu, stored.ProjectId, cancellationToken);
                Say(unit, stored, by, "review-judged-again", new("activity.review.again", Values(stored, reading.ModelName)), null);
                Publish(unit, stored);
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<KnownReview?> FindAsync(ReviewId review, CancellationToken cancellationToken) =>
        reader.ReadAsync<KnownReview?>(
            async context =>
                await ReviewReading.OfAsync(context, review, defaults, cancellationToken) is { } found
                    ? new(
                        review,
                        found.Review.ModelId,
                        found.ModelName,
                        found.Review.Alias,
                        found.Review.Version,
                        found.Review.Candidate,
                        found.Now,
                        found.Review.Status
                    )
                    : null,
            cancellationToken
        );

    public Task<bool> DeliverAsync(WorkLease lease, WorkOffsets offsets, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } work)
                    return false;
                if (await unit.Context.Reviews.SingleAsync(r => r.Id == lease.Id.Review, cancellationToken) is not { HasEnded: false })
                    return false;
                work.Deliver(offsets);
                return true;
            },
            cancellationToken
        );

    public Task JudgedAsync(WorkLease lease, GateReport report, CancellationToken cancellationToken) =>
        EndAsync(
            lease,
            async (unit, review) =>
            {
                var rules = await AliasRulesReading.OfAsync(unit.Context, review.ModelId, review.Alias, defaults, cancellationToken);
                var json = report.Write();
                review.Judged(json, GateReport.HashOf(json), report.Incumbent?.Version, rules.Number, unit.Now);
                var failed = GateRules.Check(rules.Rules, report).Count(rule => rule.HasPassed == false);
                unit.Context.Add(
                    new ReviewLine(review.Id, ReviewLineKind.Judged, unit.Now, Gate, null)
                    {
                        Said = failed == 0 ? new("review.gate.passed") : new("review.gate.failed", ("rules", failed)),
                        Artifact = review.Artifact,
                        ReportHash = review.ReportHash,
                    }
                );
                await mail.ReviewAsync(unit, review, rules.Rules, cancellationToken);
            },
            cancellationToken
        );

    public Task RefuseAsync(WorkLease lease, Refusal why, CancellationToken cancellationToken) =>
        EndAsync(
            lease,
            (unit, review) =>
            {
                review.Refuse(why, unit.Now);
                unit.Context.Add(new ReviewLine(review.Id, ReviewLineKind.Judged, unit.Now, Gate, null) { Said = why, Artifact = review.Artifact });
                return Task.CompletedTask;
            },
            cancellationToken
        );

    public Task<Outcome> WithdrawAsync(ReviewId review, Caller by, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await ReviewReading.OfAsync(unit.Context, review, defaults, cancellationToken) is not { } reading)
                    return Outcome.Refused(ObjectWords.Missing(review));
                var stored = reading.Review;
                if (stored.HasEnded)
                    return Outcome.Refused(reading.Ended());
                if (stored.RequestedBy != by.User && !by.May(Permission.Review, stored.ProjectId))
                    return Outcome.Refused(new Refusal(RefusalKind.Forbidden, "review.withdraw.other", ("by", stored.RequestedBy)));
                stored.Withdraw(unit.Now);
                if (await WorkRows.FindAsync(unit.Context, WorkId.Of(review), cancellationToken) is { } work)
                {
                    work.RequestStop();
                    work.End();
                }
                End(unit, reading, by, ReviewLineKind.Withdrawn, null, "review-withdrawn", "activity.review.withdrawn");
                return Outcome.Done;
            },
            cancellationToken
        );

    /// <summary>The line of a decision that moves nothing.</summary>
    internal static void End(WriteUnit unit, ReviewReading reading, Caller by, ReviewLineKind kind, string? reason, string action, string said)
    {
        var review = reading.Review;
        unit.Context.Add(new ReviewLine(review.Id, kind, unit.Now, by, reason) { Artifact = review.Artifact, ReportHash = review.ReportHash });
        Say(unit, review, by, action, new(said, Values(review, reading.ModelName)), reason);
        Publish(unit, review);
    }

    internal static void Publish(WriteUnit unit, Review review) => unit.Publish(new(new RunId(review.Id.Value), [], null) { Project = review.ProjectId });

    internal static RefusalValue[] Values(Review review, string model) => [("alias", review.Alias), ("model", model), ("version", $"{review.Version}")];

    internal static void Say(WriteUnit unit, Review review, Caller by, string action, Refusal said, string? reason) =>
        ActivityLog.Append(
            unit,
            by,
            review.ProjectId,
            review.ModelId,
            action,
            string.Create(CultureInfo.InvariantCulture, $"{said.Find("model")?.Text}@{review.Alias} v{review.Version}"),
            said,
            reason
        );

    private static async Task<Outcome<ReviewId>> RequestAsync(
        WriteUnit unit,
        RequestPromotion request,
        string reason,
        Caller by,
        CancellationToken cancellationToken
    )
    {
        var context = unit.Context;
        if (await context.Models.Include(m => m.AliasList).SingleOrDefaultAsync(m => m.Id == request.Model, cancellationToken) is not { } model)
            return Outcome<ReviewId>.Refused(new Refusal(RefusalKind.NotFound, "registry.model.missing", ("received", request.Model.ToString())));
        var candidate = await context
            .ModelVersions.Where(v => v.ModelId == model.Id && v.Number == request.Version)
            .Select(v => new { v.Id, v.Artifact })
            .SingleOrDefaultAsync(cancellationToken);
        if (candidate is null)
            return Outcome<ReviewId>.Refused(
                new Refusal(RefusalKind.NotFound, "registry.version.missing", ("model", model.Name), ("version", $"{request.Version}"))
            );
        if (model.AliasList.Any(a => a.Alias == request.Alias && a.Version == request.Version))
            return Outcome<ReviewId>.Refused(
                new Refusal(RefusalKind.Conflict, "registry.alias.same", ("alias", request.Alias), ("model", model.Name), ("version", $"{request.Version}"))
            );
        // Asked twice, by a double click or in two tabs.
        var open = await context
            .Reviews.Where(r =>
                r.ModelId == model.Id
                && r.Alias == request.Alias
                && r.Version == request.Version
                && (r.Status == ReviewStatus.Waiting || r.Status == ReviewStatus.Judging || r.Status == ReviewStatus.Judged)
            )
            .Select(r => (ReviewId?)r.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (open is { } same)
            return same;
        var review = new Review(ReviewId.New(), model.ProjectId, model.Id, request.Alias, request.Version, candidate.Id, candidate.Artifact, by, unit.Now);
        context.Add(review);
        context.Add(new ReviewLine(review.Id, ReviewLineKind.Requested, unit.Now, by, reason) { Artifact = review.Artifact });
        await WorkRows.QueueAsync(unit, WorkId.Of(review.Id), WorkKind.Gate, WorkGroups.Cpu, model.ProjectId, cancellationToken);
        Say(unit, review, by, "review-requested", new("activity.review.requested", Values(review, model.Name)), reason);
        Publish(unit, review);
        return review.Id;
    }

    private Task EndAsync(WorkLease lease, Func<WriteUnit, Review, Task> end, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                if (await WorkRows.HeldAsync(unit.Context, lease, cancellationToken) is not { } work)
                    return false;
                work.End();
                var review = await unit.Context.Reviews.SingleAsync(r => r.Id == lease.Id.Review, cancellationToken);
                // Withdrawn meanwhile: there is nothing left to say.
                if (review.HasEnded)
                    return true;
                await end(unit, review);
                Publish(unit, review);
                return true;
            },
            cancellationToken
        );
}
