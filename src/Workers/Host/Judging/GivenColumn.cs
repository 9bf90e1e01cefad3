namespace MlOpsDashboard.Workers.Host.Judging;

/// <summary>Values of one kind (<c>y_true</c>, <c>y_prob</c> or <c>y_pred</c>) as a file gave them, one entry a row: texts that may be names, or
/// numbers.</summary>
/// <param name="Texts">One a row; null where the rows hold numbers.</param>
/// <param name="Numbers">One list a row; null where the rows hold texts.</param>
internal sealed record GivenColumn(IReadOnlyList<string>? Texts, IReadOnlyList<double[]>? Numbers)
{
    /// <summary>Whether a row held one value rather than a list.</summary>
    public bool IsSingle { get; init; }

    /// <summary>What the numbers of a row stand for, where the file names them; else null.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    public int Count => Texts?.Count ?? Numbers!.Count;
}
