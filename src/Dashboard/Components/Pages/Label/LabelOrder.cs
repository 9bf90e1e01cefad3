namespace MlOpsDashboard.Dashboard.Components.Pages.Label;

/// <summary>Which pictures come one after the other, as the address has it.</summary>
internal static class LabelOrder
{
    /// <summary>All by name.</summary>
    public const string All = "all";

    /// <summary>Those of which nothing is said yet.</summary>
    public const string Unlabelled = "unlabelled";

    /// <summary>Those that were changed since the version.</summary>
    public const string Changed = "changed";

    /// <summary>Those that a model is least sure of first.</summary>
    public const string LeastSure = "unsure";

    public static IReadOnlyList<string> Every { get; } = [All, Unlabelled, LeastSure, Changed];
}
