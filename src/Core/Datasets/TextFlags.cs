namespace MlOpsDashboard.Core.Datasets;

/// <summary>What the flags of a text (<see cref="DatasetEntry.Flags"/>) can be.</summary>
public static class TextFlags
{
    /// <summary>Before the path of a text of another part that says nearly the same.</summary>
    public const string NearDuplicateOf = "near-duplicate-of:";

    /// <summary>All that is there, without its detail.</summary>
    public const string NearDuplicate = "near-duplicate-of";

    /// <summary>Much longer than most networks read.</summary>
    public const string VeryLong = "very-long";

    /// <summary>Texts of more characters are <see cref="VeryLong"/>.</summary>
    public const int VeryLongFrom = 5_000;
}
