using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Explanations;

/// <summary>An explanation with where its runs stand.</summary>
internal static class ExplanationReading
{
    public static async Task<StoredExplanation?> FindAsync(RegistryContext context, ExplanationId id, CancellationToken cancellationToken)
    {
        var found = await (
            from e in context.Explanations
            where e.Id == id
            join m in context.Models on e.ModelId equals m.Id
            join before in context.ModelVersions on e.Before equals before.Id
            join after in context.ModelVersions on e.After equals after.Id
            select new
            {
                Row = e,
                m.Name,
                Before = before.Number,
                After = after.Number,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var runs = await (
            from placed in context.ExplanationRuns
            where placed.ExplanationId == id
            join r in context.Runs on placed.RunId equals r.Id
            select new
            {
                placed.Step,
                placed.Seed,
                r.Id,
                r.Number,
                r.Status,
                r.Measures,
            }
        ).ToListAsync(cancellationToken);
        var ids = runs.ConvertAll(r => r.Id);
        var values = await context.RunMetrics.Where(m => ids.Contains(m.RunId)).ToListAsync(cancellationToken);
        var byRun = values.ToLookup(value => value.RunId);
        return new(
            id,
            found.Row.ProjectId,
            found.Name,
            found.Before,
            found.After,
            StoredStep.Read(found.Row.StepsJson),
            found.Row.Seeds,
            runs.ToDictionary(
                r => (r.Step, r.Seed),
                r => new ExplainedRun(
                    r.Seed,
                    r.Id,
                    r.Number,
                    r.Status,
                    r.Status is Core.Runs.RunStatus.Completed or Core.Runs.RunStatus.StoppedEarly
                        ? byRun[r.Id].Where(m => m.Name == r.Measures.Primary).Select(m => (double?)m.Value).FirstOrDefault()
                        : null
                )
            )
        );
    }
}
