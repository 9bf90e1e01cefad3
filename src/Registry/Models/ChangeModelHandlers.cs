using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Reviews;

namespace MlOpsDashboard.Registry.Models;

/// <summary>What people change on models. Every change leaves its line in the activity log, in the same transaction.</summary>
internal sealed class ChangeModelHandlers(RegistryWriter writer, CurrentCaller caller, ReviewDefaults defaults)
    : IRequestHandler<MoveAlias, Outcome>,
        IRequestHandler<RemoveAlias, Outcome>,
        IRequestHandler<DescribeModel, Outcome>,
        IRequestHandler<ArchiveModel, Outcome>
{
    public Task<Outcome> Handle(MoveAlias request, CancellationToken cancellationToken) =>
        WithReasonAsync(
            request.Model,
            request.Alias,
            request.Reason,
            request.Revision,
            async (unit, model, reason) =>
            {
                return await ByHandAsync(unit, model, request.Alias, cancellationToken) is { } refusal
                    ? Outcome.Refused(refusal)
                    : await AliasMoves.MoveAsync(
                        unit,
                        model,
                        request.Alias,
                        request.Version,
                        caller.Value,
                        reason,
                        review: null,
                        isRollback: false,
                        cancellationToken
                    );
            },
            cancellationToken
        );

    public Task<Outcome> Handle(RemoveAlias request, CancellationToken cancellationToken) =>
        WithReasonAsync(
            request.Model,
            request.Alias,
            request.Reason,
            request.Revision,
            async (unit, model, reason) =>
            {
                if (await ByHandAsync(unit, model, request.Alias, cancellationToken) is { } refusal)
                    return Outcome.Refused(refusal);
                if (model.RemoveAlias(request.Alias) is not { } before)
                    return Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.alias.none", ("model", model.Name), ("alias", request.Alias)));
                AliasMoves.Add(unit, model, request.Alias, null, before);
                Say(
                    unit,
                    model,
                    "alias-removed",
                    AliasMoves.Subject(model.Name, request.Alias),
                    new("activity.alias.removed", ("alias", request.Alias), ("model", model.Name), ("before", $"{before}")),
                    reason
                );
                return Outcome.Done;
            },
            cancellationToken
        );

    public async Task<Outcome> Handle(DescribeModel request, CancellationToken cancellationToken)
    {
        var description = PlainText.Notes(request.Description, "words.text.description", 4_000);
        if (!description.IsDone)
            return Outcome.Refused(description.Reason!);
        return await ChangeAsync(
            request.Model,
            (unit, model) =>
            {
                if (EditedText.Check(request.Began, model.Description, description.Value!, "words.edited.description") is { } conflict)
                    return Task.FromResult(Outcome.Refused(conflict));
                if (model.Description == description.Value)
                    return Task.FromResult(Outcome.Done);
                model.Describe(description.Value!);
                Say(unit, model, "model-described", model.Name, new("activity.model.described", ("model", model.Name)), null);
                return Task.FromResult(Outcome.Done);
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(ArchiveModel request, CancellationToken cancellationToken) =>
        ChangeAsync(
            request.Model,
            (unit, model) =>
            {
                if (model.IsArchived == request.Archived)
                    return Task.FromResult(Outcome.Done);
                model.Archive(request.Archived);
                Say(
                    unit,
                    model,
                    request.Archived ? "model-archived" : "model-restored",
                    model.Name,
                    new(request.Archived ? "activity.archived" : "activity.restored", ("name", model.Name)),
                    null
                );
                return Task.FromResult(Outcome.Done);
            },
            cancellationToken
        );

    private async Task<Refusal?> ByHandAsync(WriteUnit unit, RegisteredModel model, string alias, CancellationToken cancellationToken) =>
        (await AliasRulesReading.OfAsync(unit.Context, model.Id, alias, defaults, cancellationToken)).Rules.ByReviewOnly
            ? new Refusal(RefusalKind.Conflict, "review.alias.only", ("alias", alias), ("model", model.Name))
            : null;

    private void Say(WriteUnit unit, RegisteredModel model, string action, string subject, Refusal said, string? reason) =>
        ActivityLog.Append(unit, caller.Value, model.ProjectId, model.Id, action, subject, said, reason);

    private async Task<Outcome> WithReasonAsync(
        ModelId id,
        string alias,
        string reason,
        long revision,
        Func<WriteUnit, RegisteredModel, string, Task<Outcome>> change,
        CancellationToken cancellationToken
    )
    {
        if (Aliases.Fault(alias) is { } unknown)
            return Outcome.Refused(unknown);
        var why = AliasMoves.Reason(reason);
        if (!why.IsDone)
            return Outcome.Refused(why.Reason!);
        return await ChangeAsync(
            id,
            async (unit, model) =>
                model.Revision == revision
                    ? await change(unit, model, why.Value!)
                    : Outcome.Refused(await AliasMoves.MeanwhileAsync(unit.Context, model, alias, cancellationToken)),
            cancellationToken
        );
    }

    private Task<Outcome> ChangeAsync(ModelId id, Func<WriteUnit, RegisteredModel, Task<Outcome>> change, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
                await unit.Context.Models.Include(m => m.AliasList).SingleOrDefaultAsync(m => m.Id == id, cancellationToken) is { } model
                    ? await change(unit, model)
                    : Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.model.missing", ("received", id.ToString()))),
            cancellationToken
        );
}
