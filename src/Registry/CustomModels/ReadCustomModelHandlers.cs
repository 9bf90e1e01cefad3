using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.CustomModels;

internal sealed class ReadCustomModelHandlers(RegistryReader reader, IArtifactStore artifacts, CurrentCaller caller)
    : IRequestHandler<ListCustomModels, IReadOnlyList<CustomModelSummary>>,
        IRequestHandler<GetCustomModel, CustomModelDetails?>
{
    public Task<IReadOnlyList<CustomModelSummary>> Handle(ListCustomModels request, CancellationToken cancellationToken) =>
        reader.ReadAsync(
            context =>
                CustomModelReading.ReadAsync(
                    context,
                    context.CustomModels.VisibleTo(caller.Value).Where(m => request.IncludeArchived || !m.IsArchived),
                    cancellationToken
                ),
            cancellationToken
        );

    public async Task<CustomModelDetails?> Handle(GetCustomModel request, CancellationToken cancellationToken)
    {
        var found = await reader.ReadAsync(context => ReadAsync(context, request, cancellationToken), cancellationToken);
        return found is null ? null : found with { ArtifactMissing = await artifacts.LocalPathAsync(found.Summary.Artifact, cancellationToken) is null };
    }

    private static async Task<CustomModelDetails?> ReadAsync(RegistryContext context, GetCustomModel request, CancellationToken cancellationToken)
    {
        if (await CustomModelReading.ReadAsync(context, context.CustomModels.Where(m => m.Id == request.Model), cancellationToken) is not [var summary])
            return null;
        var model = await context.CustomModels.SingleAsync(m => m.Id == request.Model, cancellationToken);
        var version = await (
            from v in context.ModelVersions
            where v.Id == model.Version
            join m in context.Models on v.ModelId equals m.Id
            join r in context.Runs on v.RunId equals r.Id
            select new CustomModelVersion(m.Name, v.Number, r.Id, r.Number)
        ).SingleOrDefaultAsync(cancellationToken);
        var runs = await (
            from u in context.CustomModelUses
            where u.CustomModelId == request.Model
            join r in context.Runs on u.RunId equals r.Id
            orderby r.Number descending
            select new
            {
                r.Id,
                r.Number,
                r.Name,
                r.Status,
                r.Measures,
            }
        ).ToListAsync(cancellationToken);
        var metrics = await RunMetrics.ReadAsync(context, [.. runs.Select(r => r.Id)], cancellationToken);
        var rows = runs.Select(r => new CustomModelRun(
            r.Id,
            r.Number,
            r.Name,
            r.Status,
            r.Measures.PrimarySpec,
            metrics.GetValueOrDefault(r.Id)?[r.Measures.Primary]
        ));
        return new(summary, model.FileName, model.Uploader, model.Origin, model.Notes, CustomModelStore.Inspection(model), version, [.. rows], false);
    }
}
