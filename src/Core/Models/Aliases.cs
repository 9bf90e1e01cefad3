using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <summary>The aliases a version can carry.</summary>
public static class Aliases
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Staging = "staging";

    public static IReadOnlyList<string> All { get; } = [Champion, Challenger, Staging];

    /// <summary>Null for an alias, else why it is none.</summary>
    public static Refusal? Fault(string alias) =>
        All.Contains(alias) ? null : new Refusal("registry.alias.unknown", ("known", string.Join(", ", All)), ("received", alias));
}
