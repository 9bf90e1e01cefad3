using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Writes and reads <see cref="RunMetric"/>.</summary>
internal static class RunMetrics
{
    // An index of all names holds as many rows as there are values: each step goes to the next name.
    private const string Names = """
        WITH RECURSIVE names(name) AS (
            SELECT MIN("Name") FROM "RunMetrics"
            UNION ALL SELECT (SELECT MIN(m."Name") FROM "RunMetrics" AS m WHERE m."Name" > names.name) FROM names WHERE names.name IS NOT NULL)
        SELECT name AS "Value" FROM names WHERE name IS NOT NULL
        """;

    /// <summary>Makes the run's rows say these values and no others.</summary>
    public static async Task WriteAsync(RegistryContext context, Run run, MetricValues values, CancellationToken cancellationToken)
    {
        var known = await context.RunMetrics.Where(m => m.RunId == run.Id).ToDictionaryAsync(m => m.Name, cancellationToken);
        // Those that this unit has added already.
        foreach (var added in context.RunMetrics.Local.Where(m => m.RunId == run.Id))
            known.TryAdd(added.Name, added);
        foreach (var (name, value) in values)
        {
            if (value is not { } number || !double.IsFinite(number))
                continue;
            if (known.Remove(name, out var row))
                row.Value = number;
            else
                context.Add(
                    new RunMetric
                    {
                        RunId = run.Id,
                        Name = name,
                        Value = number,
                        Number = run.Number,
                        IsArchived = run.IsArchived,
                        ProjectId = run.ProjectId,
                    }
                );
        }
        context.RemoveRange(known.Values);
    }

    /// <summary>Of some runs, in one command; a run without values is missing.</summary>
    public static async Task<IReadOnlyDictionary<RunId, MetricValues>> ReadAsync(
        RegistryContext context,
        IReadOnlyList<RunId> runs,
        CancellationToken cancellationToken
    ) =>
        (await context.RunMetrics.Where(m => runs.Contains(m.RunId)).ToListAsync(cancellationToken))
            .GroupBy(m => m.RunId)
            .ToDictionary(g => g.Key, g => new MetricValues(g.Select(m => new KeyValuePair<string, double?>(m.Name, m.Value))));

    /// <summary>Names that any run has a value of, in ordinal order.</summary>
    public static Task<List<string>> NamesAsync(RegistryContext context, CancellationToken cancellationToken) =>
        context.Database.SqlQueryRaw<string>(Names).ToListAsync(cancellationToken);
}
