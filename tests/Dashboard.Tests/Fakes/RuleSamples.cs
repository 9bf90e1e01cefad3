using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>Rules of aliases.</summary>
internal static class RuleSamples
{
    /// <param name="champion">Of the champion; null for those of a dashboard without sign-in.</param>
    /// <param name="before">The version that the champion was before; null for none.</param>
    public static ModelRules Of(AliasRules? champion = null, int? before = null) =>
        new(
            [
                .. Aliases.All.Select(alias => new StoredAliasRules(
                    alias,
                    1,
                    champion is not null && alias == Aliases.Champion ? champion : new ReviewDefaults().Of(alias),
                    "anna",
                    null
                )),
            ],
            before is { } version ? new Dictionary<string, int> { [Aliases.Champion] = version } : new Dictionary<string, int>(),
            true
        );
}
