using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.CustomModels;

/// <summary>What people change on custom models, each with its line in the activity log.</summary>
internal sealed class ChangeCustomModelHandlers(RegistryWriter writer, CurrentCaller caller)
    : IRequestHandler<EditCustomModel, Outcome>,
        IRequestHandler<ArchiveCustomModel, Outcome>
{
    public async Task<Outcome> Handle(EditCustomModel request, CancellationToken cancellationToken)
    {
        var name = CustomModelText.Name(request.Name);
        var (origin, notes) = (PlainText.Notes(request.Origin, "words.text.origin", 1_000), PlainText.Notes(request.Notes, "words.text.notes"));
        if ((name.Reason ?? origin.Reason ?? notes.Reason) is { } refusal)
            return Outcome.Refused(refusal);
        return await ChangeAsync(
            request.Model,
            (unit, model) =>
            {
                if (
                    request.Cut != model.Cut
                    && CustomModelStore.Inspection(model) is var inspection
                    && (inspection.Texts is not null || inspection.CutAt(request.Cut) is null)
                )
                    return Task.FromResult(Outcome.Refused(new Refusal("registry.backbone.cut", ("model", model.Name), ("received", request.Cut))));
                if (
                    (
                        EditedText.Check(request.BeganNotes, model.Notes, notes.Value!, "words.edited.notes")
                        ?? EditedText.Check(request.BeganOrigin, model.Origin, origin.Value!, "words.edited.origin")
                    ) is
                    { } conflict
                )
                    return Task.FromResult(Outcome.Refused(conflict));
                Refusal said =
                    model.Cut == request.Cut
                        ? new("activity.backbone.changed", ("name", name.Value))
                        : new("activity.backbone.cut", ("name", name.Value), ("cut", request.Cut));
                model.Edit(name.Value!, origin.Value!, notes.Value!, request.Cut);
                ActivityLog.Append(unit, caller.Value, model.ProjectId, model.Id, "backbone-changed", model.Name, said, null);
                return Task.FromResult(Outcome.Done);
            },
            cancellationToken
        );
    }

    public Task<Outcome> Handle(ArchiveCustomModel request, CancellationToken cancellationToken) =>
        ChangeAsync(
            request.Model,
            (unit, model) =>
            {
                if (model.IsArchived != request.Archived)
                    CustomModelStore.Archive(unit, model, request.Archived, caller.Value);
                return Task.FromResult(Outcome.Done);
            },
            cancellationToken
        );

    private Task<Outcome> ChangeAsync(CustomModelId id, Func<WriteUnit, CustomModel, Task<Outcome>> change, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
                await unit.Context.CustomModels.SingleOrDefaultAsync(m => m.Id == id, cancellationToken) is { } model
                    ? await change(unit, model)
                    : Outcome.Refused(new Refusal(RefusalKind.NotFound, "registry.backbone.missing", ("received", id.ToString()))),
            cancellationToken
        );
}
