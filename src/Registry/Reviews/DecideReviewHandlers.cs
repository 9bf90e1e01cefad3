using System.Globalization;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Reviews;

/// <summary>What people decide. Each decision is checked against what was shown, and stored with what it leads to in one transaction.</summary>
internal sealed class DecideReviewHandlers(
    RegistryWriter writer,
    RegistryReader reader,
    CheckedArtifacts artifacts,
    CurrentCaller caller,
    ReviewDefaults defaults
)
    : IRequestHandler<ApproveReview, Outcome<bool>>,
        IRequestHandler<RejectReview, Outcome>,
        IRequestHandler<AmendReason, Outcome>,
        IRequestHandler<RollBackAlias, Outcome<ReviewId>>,
        IRequestHandler<SetAliasRules, Outcome>
{
    public async Task<Outcome<bool>> Handle(ApproveReview request, CancellationToken cancellationToken)
    {
        var reason = AliasMoves.Reason(request.Reason);
        if (!reason.IsDone)
            return Outcome<bool>.Refused(reason.Reason!);
        if (await FileFaultAsync(request.Artifact, cancellationToken) is { } fault)
            return Outcome<bool>.Refused(fault);
        return await writer.WriteAsync(
            async unit =>
            {
                if (await ReviewReading.OfAsync(unit.Context, request.Review, defaults, cancellationToken) is not { } reading)
                    return Outcome<bool>.Refused(ObjectWords.Missing(request.Review));
                if (reading.WhyNot(caller.Value) is { } why)
                    return Outcome<bool>.Refused(why);
                var review = reading.Review;
                if (request.Rules != reading.Rules.Number)
                    return Outcome<bool>.Refused(new Refusal(RefusalKind.Conflict, "review.rules.moved", ("by", reading.Rules.By)));
                if (request.Artifact != review.Artifact || request.ReportHash != review.ReportHash)
                    return Outcome<bool>.Refused(new Refusal(RefusalKind.Conflict, "review.changed.shown"));
                unit.Context.Add(
                    new ReviewLine(review.Id, ReviewLineKind.Approved, unit.Now, caller.Value, reason.Value)
                    {
                        Artifact = review.Artifact,
                        ReportHash = review.ReportHash,
                    }
                );
                ReviewStore.Say(
                    unit,
                    review,
                    caller.Value,
                    "review-approved",
                    new("activity.review.approved", [.. ReviewStore.Values(review, reading.ModelName), ("report", review.ReportHash![..12])]),
                    reason.Value
                );
                ReviewStore.Publish(unit, review);
                if (reading.Approvers.Count + 1 < reading.Rules.Rules.Approvals)
                    return false;
                review.Approve(unit.Now);
                var model = await unit.Context.Models.Include(m => m.AliasList).SingleAsync(m => m.Id == review.ModelId, cancellationToken);
                var moved = await AliasMoves.MoveAsync(
                    unit,
                    model,
                    review.Alias,
                    review.Version,
                    caller.Value,
                    reason.Value!,
                    review.Id,
                    isRollback: false,
                    cancellationToken
                );
                return moved.IsDone ? true : Outcome<bool>.Refused(moved.Reason!);
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(RejectReview request, CancellationToken cancellationToken) =>
        DecideAsync(
            request.Review,
            request.Reason,
            (unit, reading, reason) =>
            {
                var review = reading.Review;
                if (review.Status is not (ReviewStatus.Judged or ReviewStatus.Refused))
                    return new(RefusalKind.Conflict, "review.unjudged");
                review.Reject(unit.Now);
                ReviewStore.End(unit, reading, caller.Value, ReviewLineKind.Rejected, reason, "review-rejected", "activity.review.rejected");
                return null;
            },
            cancellationToken
        );

    public async Task<Outcome> Handle(AmendReason request, CancellationToken cancellationToken)
    {
        var reason = AliasMoves.Reason(request.Reason);
        if (!reason.IsDone)
            return reason;
        return await writer.WriteAsync(
            async unit =>
            {
                if (await ReviewReading.OfAsync(unit.Context, request.Review, defaults, cancellationToken) is not { } reading)
                    return Outcome.Refused(ObjectWords.Missing(request.Review));
                if (reading.Lines.FirstOrDefault(l => l.Id == request.Line && l.Text is not null && l.Amends is null) is not { } line)
                    return Outcome.Refused(new Refusal(RefusalKind.NotFound, "review.line.missing", ("received", $"{request.Line}")));
                if (line.By != caller.Value.User)
                    return Outcome.Refused(new Refusal(RefusalKind.Forbidden, "review.line.other", ("by", line.By)));
                if ((reading.Lines.LastOrDefault(l => l.Amends == line.Id) ?? line).Text == reason.Value)
                    return Outcome.Done;
                unit.Context.Add(new ReviewLine(request.Review, ReviewLineKind.Amended, unit.Now, caller.Value, reason.Value) { Amends = line.Id });
                ReviewStore.Say(
                    unit,
                    reading.Review,
                    caller.Value,
                    "review-amended",
                    new("activity.review.amended", ReviewStore.Values(reading.Review, reading.ModelName)),
                    reason.Value
                );
                ReviewStore.Publish(unit, reading.Review);
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    public async Task<Outcome<ReviewId>> Handle(RollBackAlias request, CancellationToken cancellationToken)
    {
        var reason = AliasMoves.Reason(request.Reason);
        if (!reason.IsDone)
            return Outcome<ReviewId>.Refused(reason.Reason!);
        var file = await reader.ReadAsync(
            async context =>
                await BeforeAsync(context, request, cancellationToken) is { } before
                    ? await context
                        .ModelVersions.Where(v => v.ModelId == request.Model && v.Number == before)
                        .Select(v => v.Artifact)
                        .SingleAsync(cancellationToken)
                    : null,
            cancellationToken
        );
        if (file is null)
            return Outcome<ReviewId>.Refused(new Refusal(RefusalKind.Conflict, "review.rollback.none", ("alias", request.Alias)));
        if (await FileFaultAsync(file, cancellationToken) is { } fault)
            return Outcome<ReviewId>.Refused(fault);
        return await writer.WriteAsync(
            async unit =>
            {
                var context = unit.Context;
                if (await context.Models.Include(m => m.AliasList).SingleOrDefaultAsync(m => m.Id == request.Model, cancellationToken) is not { } model)
                    return Outcome<ReviewId>.Refused(new Refusal(RefusalKind.NotFound, "registry.model.missing", ("received", request.Model.ToString())));
                var now = model.AliasList.FirstOrDefault(a => a.Alias == request.Alias)?.Version;
                if (now != request.Version)
                    return Outcome<ReviewId>.Refused(await AliasMoves.MeanwhileAsync(context, model, request.Alias, cancellationToken));
                var to = (await BeforeAsync(context, request, cancellationToken))!.Value;
                var version = await context
                    .ModelVersions.Where(v => v.ModelId == model.Id && v.Number == to)
                    .Select(v => new { v.Id, v.Artifact })
                    .SingleAsync(cancellationToken);
                var review = new Review(ReviewId.New(), model.ProjectId, model.Id, request.Alias, to, version.Id, version.Artifact, caller.Value, unit.Now);
                review.RollBack(now, unit.Now);
                context.Add(review);
                context.Add(new ReviewLine(review.Id, ReviewLineKind.RolledBack, unit.Now, caller.Value, reason.Value) { Artifact = version.Artifact });
                var moved = await AliasMoves.MoveAsync(
                    unit,
                    model,
                    request.Alias,
                    to,
                    caller.Value,
                    reason.Value!,
                    review.Id,
                    isRollback: true,
                    cancellationToken
                );
                ReviewStore.Publish(unit, review);
                return moved.IsDone ? review.Id : Outcome<ReviewId>.Refused(moved.Reason!);
            },
            cancellationToken
        );
    }

    public async Task<Outcome> Handle(SetAliasRules request, CancellationToken cancellationToken)
    {
        if ((Aliases.Fault(request.Alias) ?? RulesFault(request.Rules)) is { } fault)
            return Outcome.Refused(fault);
        var reason = AliasMoves.Reason(request.Reason);
        if (!reason.IsDone)
            return reason;
        return await writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Models.SingleOrDefaultAsync(m => m.Id == request.Model, cancellationToken) is not { } model)
                    return Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.model.missing", ("received", request.Model.ToString())));
                var now = await AliasRulesReading.OfAsync(unit.Context, model.Id, request.Alias, defaults, cancellationToken);
                if (now.Number != request.Number)
                    return Outcome.Refused(new Refusal(RefusalKind.Conflict, "review.rules.moved", ("by", now.By)));
                if (now.Rules == request.Rules)
                    return Outcome.Done;
                unit.Context.Add(
                    new AliasRulesRow
                    {
                        ModelId = model.Id,
                        Alias = request.Alias,
                        Number = now.Number + 1,
                        RulesJson = AliasRulesReading.Write(request.Rules),
                        By = caller.Value.User,
                        Reason = reason.Value!,
                        At = unit.Now,
                    }
                );
                ActivityLog.Append(
                    unit,
                    caller.Value,
                    model.ProjectId,
                    model.Id,
                    "alias-rules-set",
                    $"{model.Name}@{request.Alias}",
                    new("activity.rules.set", ("alias", request.Alias), ("model", model.Name), ("number", $"{now.Number + 1}")),
                    reason.Value
                );
                unit.Publish(new(new RunId(model.Id.Value), [], null) { Project = model.ProjectId });
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    private static Refusal? RulesFault(AliasRules rules) =>
        rules.Approvals is < 1 or > AliasRules.MostApprovals ? new("review.rules.approvals", ("most", AliasRules.MostApprovals), ("received", rules.Approvals))
        : rules.MostLeaks < 0 ? new("review.rules.leaks", ("received", rules.MostLeaks))
        : rules.Minimum is { } minimum && !double.IsFinite(minimum) ? new("review.rules.number")
        : new[] { rules.MostLoss, rules.MostLossOfClass }.OfType<double>().FirstOrDefault(share => share is not (>= 0 and <= 1), 0) is var bad and not 0
            ? new("review.rules.share", ("received", Number(bad)))
        : null;

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static async Task<int?> BeforeAsync(RegistryContext context, RollBackAlias request, CancellationToken cancellationToken) =>
        AliasHistory.Before(
            await context.AliasMoves.Where(m => m.ModelId == request.Model && m.Alias == request.Alias).OrderBy(m => m.Id).ToListAsync(cancellationToken)
        );

    // Hashed before the transaction: a large file takes seconds.
    private async Task<Refusal?> FileFaultAsync(string artifact, CancellationToken cancellationToken)
    {
        var whole = await artifacts.OpenAsync(StorageFindings.Artifact, artifact, cancellationToken);
        if (whole.Value is { } bytes)
            await bytes.DisposeAsync();
        return whole.Reason;
    }

    private async Task<Outcome> DecideAsync(
        ReviewId id,
        string reason,
        Func<WriteUnit, ReviewReading, string, Refusal?> decide,
        CancellationToken cancellationToken
    )
    {
        var why = AliasMoves.Reason(reason);
        if (!why.IsDone)
            return why;
        return await writer.WriteAsync(
            async unit =>
            {
                if (await ReviewReading.OfAsync(unit.Context, id, defaults, cancellationToken) is not { } reading)
                    return Outcome.Refused(ObjectWords.Missing(id));
                if (reading.Review.HasEnded)
                    return Outcome.Refused(reading.Ended());
                return decide(unit, reading, why.Value!) is { } refusal ? Outcome.Refused(refusal) : Outcome.Done;
            },
            cancellationToken
        );
    }
}
