namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a column of a table of texts is read as.</summary>
public static class ColumnRoles
{
    public const string Text = "text";

    /// <summary>One class a row, or labels separated by <c>|</c>, or a column of 0 and 1 for one label.</summary>
    public const string Label = "label";

    /// <summary>A number to learn.</summary>
    public const string Number = "number";

    /// <summary>Training, validation or test.</summary>
    public const string Part = "split";

    /// <summary>How much a row counts in training.</summary>
    public const string Weight = "weight";

    /// <summary>Not read.</summary>
    public const string Nothing = "nothing";
}
