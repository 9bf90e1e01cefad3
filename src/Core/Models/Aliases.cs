namespace MlOpsDashboard.Core.Models;

/// <summary>The aliases a version can carry.</summary>
public static class Aliases
{
    public const string Champion = "champion";
    public const string Challenger = "challenger";
    public const string Staging = "staging";

    public static IReadOnlyList<string> All { get; } = [Champion, Challenger, Staging];
}
