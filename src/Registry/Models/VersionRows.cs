using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Models;

/// <summary>Versions as lists show them, without their heavy texts, in two queries however many there are.</summary>
internal static class VersionRows
{
    /// <returns>By model, oldest first.</returns>
    public static async Task<ILookup<ModelId, VersionSummary>> ReadAsync(
        RegistryContext context,
        IQueryable<ModelVersion> versions,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from v in versions
            join r in context.Runs on v.RunId equals r.Id
            join dv in context.DatasetVersions on v.DatasetVersionId equals dv.Id
            join d in context.Datasets on dv.DatasetId equals d.Id
            join p in context.ModelVersions on v.ParentId equals p.Id into parents
            from p in parents.DefaultIfEmpty()
            join pm in context.Models on p.ModelId equals pm.Id into parentModels
            from pm in parentModels.DefaultIfEmpty()
            orderby v.Number
            select new
            {
                v.ModelId,
                v.Id,
                v.Number,
                v.Metrics,
                r.Measures,
                r.Backbone,
                r.Strategy,
                Dataset = d.Name,
                DatasetNumber = dv.Number,
                v.RunId,
                RunNumber = r.Number,
                v.Bytes,
                v.Artifact,
                v.CreatedAt,
                Parent = (int?)p.Number,
                ParentModel = (ModelId?)pm.Id,
                ParentName = pm.Name,
                Input = context.DatasetFacts.Where(f => f.VersionId == v.DatasetVersionId).Select(f => f.Input).FirstOrDefault(),
            }
        ).ToListAsync(cancellationToken);
        var models = rows.Select(r => r.ModelId).Distinct().ToList();
        var aliases = (await context.ModelAliases.Where(a => models.Contains(a.ModelId)).OrderBy(a => a.Alias).ToListAsync(cancellationToken)).ToLookup(
            a => (a.ModelId, a.Version),
            a => a.Alias
        );
        return rows.ToLookup(
            r => r.ModelId,
            r => new VersionSummary(
                r.Id,
                r.Number,
                r.Measures.PrimarySpec,
                r.Metrics,
                r.Backbone,
                r.Strategy,
                r.Dataset,
                r.DatasetNumber,
                r.RunId,
                r.RunNumber,
                r.Parent,
                r.ParentModel == r.ModelId ? null : r.ParentName,
                [.. aliases[(r.ModelId, r.Number)]],
                r.Bytes,
                r.Artifact,
                r.CreatedAt
            )
            {
                Input = r.Input ?? InputCards.Pictures,
            }
        );
    }
}
