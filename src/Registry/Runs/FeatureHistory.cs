using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Reads it from the runs' logs. A folder of features that was emptied keeps nothing, whatever the logs say.</summary>
internal sealed class FeatureHistory(RegistryReader reader, StorageLayout layout) : IFeatureHistory
{
    // What lies further back has most likely been pushed out of the folder's budget.
    private const int Newest = 30;

    public async Task<IReadOnlyList<KeptFeatures>> ListAsync(TrainingSpec like, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(layout.Features) || !Directory.EnumerateFiles(layout.Features).Any())
            return [];
        var backbone = RunWords.Backbone(like);
        return await reader.ReadAsync<IReadOnlyList<KeptFeatures>>(
            async context =>
            {
                var runs = await context
                    .Runs.Where(r => r.Backbone == backbone)
                    .OrderByDescending(r => r.Number)
                    .Take(Newest)
                    .Select(r => new { r.Id, r.SpecJson })
                    .ToListAsync(cancellationToken);
                var ids = runs.ConvertAll(r => r.Id);
                var told = (
                    await context
                        .Log.Where(e => ids.Contains(e.RunId) && e.Kind == "features")
                        .Select(e => new { e.RunId, e.Json })
                        .ToListAsync(cancellationToken)
                ).ToLookup(e => e.RunId, e => e.Json);
                return
                [
                    .. from run in runs
                    let features = told[run.Id].Select(json => RunEventJson.TryRead(json ?? "")).OfType<FeaturesEvent>().ToList()
                    where features.Count > 0
                    let spec = RunReading.Spec(run.SpecJson, new Refusal("words.run.any"))
                    // Of one that is not known whole it can't be said what its features were made with.
                    where spec.Fault is null && spec.Spec.Data.Path == like.Data.Path
                    select new KeptFeatures(spec.Spec, features),
                ];
            },
            cancellationToken
        );
    }
}
