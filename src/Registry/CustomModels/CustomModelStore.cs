using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.CustomModels;

internal sealed class CustomModelStore(RegistryWriter writer, RegistryReader reader) : ICustomModelStore
{
    public Task<Outcome<CustomModelId>> AddAsync(ProjectId project, CustomModelContents contents, Caller by, CancellationToken cancellationToken)
    {
        var (name, file) = (CustomModelText.Name(contents.Name), PlainText.Name(contents.FileName, "words.text.fileName", 255));
        if ((name.Reason ?? file.Reason) is { } refusal)
            return Task.FromResult(Outcome<CustomModelId>.Refused(refusal));
        return writer.WriteAsync<Outcome<CustomModelId>>(
            async unit =>
            {
                if (await unit.Context.CustomModels.SingleOrDefaultAsync(m => m.Artifact == contents.Artifact, cancellationToken) is { } same)
                {
                    if (same.ProjectId != project)
                        return Outcome<CustomModelId>.Refused(
                            new Refusal(
                                RefusalKind.Conflict,
                                "caller.name.taken",
                                ("kind", ObjectWords.Of(ObjectKind.CustomModel)),
                                ("name", contents.Artifact)
                            )
                        );
                    if (same.IsArchived)
                        Archive(unit, same, false, by);
                    return same.Id;
                }
                var added = new CustomModel(CustomModelId.New(), contents with { Name = name.Value! }, project, by.User, unit.Now);
                unit.Context.Add(added);
                ActivityLog.Append(
                    unit,
                    by,
                    added.ProjectId,
                    added.Id,
                    "backbone-added",
                    added.Name,
                    new("activity.backbone.added", ("name", added.Name), ("file", added.FileName), ("hash", added.Artifact[..12])),
                    null
                );
                return added.Id;
            },
            cancellationToken
        );
    }

    public Task<StoredCustomModel?> FindAsync(string sha256, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            async context =>
                await context.CustomModels.SingleOrDefaultAsync(m => m.Artifact == sha256, cancellationToken) is { } m
                    ? new StoredCustomModel(m.Id, m.Name, m.Artifact, m.PreprocessingJson, Inspection(m), m.Cut, m.IsArchived)
                    {
                        Version = m.Version,
                        Uploader = m.Uploader,
                        Origin = m.Origin,
                    }
                    : null,
            cancellationToken
        );

    internal static ModelInspection Inspection(CustomModel model) => JsonSerializer.Deserialize<ModelInspection>(model.InspectionJson, ModelInspection.Json)!;

    internal static void Archive(WriteUnit unit, CustomModel model, bool archived, Caller by)
    {
        model.Archive(archived);
        ActivityLog.Append(
            unit,
            by,
            model.ProjectId,
            model.Id,
            archived ? "backbone-archived" : "backbone-restored",
            model.Name,
            new(archived ? "activity.backbone.archived" : "activity.backbone.restored", ("name", model.Name)),
            null
        );
    }
}
