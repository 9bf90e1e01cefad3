using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Reviews;

/// <summary>The rules that stand.</summary>
internal static class AliasRulesReading
{
    public static string Write(AliasRules rules) => JsonSerializer.Serialize(rules, GateReport.Json);

    public static async Task<StoredAliasRules> OfAsync(
        RegistryContext context,
        ModelId model,
        string alias,
        ReviewDefaults defaults,
        CancellationToken cancellationToken
    ) =>
        Of(
            alias,
            await context.AliasRules.Where(r => r.ModelId == model && r.Alias == alias).OrderByDescending(r => r.Number).FirstOrDefaultAsync(cancellationToken),
            defaults
        );

    /// <summary>Of every alias.</summary>
    public static async Task<IReadOnlyList<StoredAliasRules>> OfAllAsync(
        RegistryContext context,
        ModelId model,
        ReviewDefaults defaults,
        CancellationToken cancellationToken
    )
    {
        var rows = (await context.AliasRules.Where(r => r.ModelId == model).ToListAsync(cancellationToken)).ToLookup(r => r.Alias);
        return [.. Aliases.All.Select(alias => Of(alias, rows[alias].MaxBy(r => r.Number), defaults))];
    }

    private static StoredAliasRules Of(string alias, AliasRulesRow? row, ReviewDefaults defaults) =>
        row is null
            ? new(alias, 0, defaults.Of(alias), null, null)
            : new(alias, row.Number, JsonSerializer.Deserialize<AliasRules>(row.RulesJson, GateReport.Json)!, row.By, row.At);
}
