using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.CustomModels;

/// <summary>Custom models as pages show them.</summary>
internal static class CustomModelReading
{
    private static readonly TextResource Texts = new(typeof(CustomModelReading));

    public static async Task<IReadOnlyList<CustomModelSummary>> ReadAsync(
        RegistryContext context,
        IQueryable<CustomModel> models,
        CancellationToken cancellationToken
    )
    {
        var rows = await (
            from m in models
            join v in context.ModelVersions on m.Version equals v.Id into versions
            from v in versions.DefaultIfEmpty()
            join rm in context.Models on v.ModelId equals rm.Id into registered
            from rm in registered.DefaultIfEmpty()
            join r in context.Runs on v.RunId equals r.Id into runs
            from r in runs.DefaultIfEmpty()
            orderby m.CreatedAt descending
            select new
            {
                Model = m,
                Version = (int?)v.Number,
                ModelName = rm.Name,
                Run = (int?)r.Number,
                Uses = context.CustomModelUses.Count(u => u.CustomModelId == m.Id),
            }
        ).ToListAsync(cancellationToken);
        return [.. rows.Select(r => Summary(r.Model, CameFrom(r.Model, r.ModelName, r.Version, r.Run), r.Uses))];
    }

    /// <summary>The custom model that a run was started on, or null.</summary>
    public static async Task<CustomModelLink?> LinkAsync(RegistryContext context, RunId run, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            context,
            from u in context.CustomModelUses
            where u.RunId == run
            join m in context.CustomModels on u.CustomModelId equals m.Id
            select m,
            cancellationToken
        );
        return found is [var one] ? new(one.Id, one.Name, one.Artifact, one.CameFrom) : null;
    }

    private static CustomModelSummary Summary(CustomModel model, string cameFrom, int uses)
    {
        var inspection = CustomModelStore.Inspection(model);
        var layers = inspection.Upto(model.Cut);
        return new(
            model.Id,
            model.Name,
            new CustomModelPath(model.Artifact, model.Name).ToString(),
            model.Artifact,
            model.Bytes,
            layers.Sum(l => l.Params),
            layers.Count,
            inspection.InputShape,
            inspection.CutAt(model.Cut)?.OutputShape ?? inspection.OutputShape,
            model.Cut,
            cameFrom,
            uses,
            model.CreatedAt,
            model.IsArchived
        )
        {
            Texts = inspection.Texts,
        };
    }

    private static string CameFrom(CustomModel model, string? name, int? version, int? run) =>
        version is null ? Texts["BroughtBy", model.FileName, model.Uploader] : Texts["FromRun", name, version, run?.ToString(CultureInfo.InvariantCulture)];
}
