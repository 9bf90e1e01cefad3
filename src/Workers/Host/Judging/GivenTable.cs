namespace MlOpsDashboard.Workers.Host.Judging;

/// <summary>What a file of predictions, or of the truth, holds; null for what it does not.</summary>
/// <param name="Source">The file's name, for sentences.</param>
internal sealed record GivenTable(string Source)
{
    /// <summary>Classes, labels or targets, in the order of their numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Names of the rows.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary><c>y_true</c>.</summary>
    public GivenColumn? Truth { get; init; }

    /// <summary><c>y_prob</c>.</summary>
    public GivenColumn? Probabilities { get; init; }

    /// <summary><c>y_pred</c>.</summary>
    public GivenColumn? Answers { get; init; }

    public IReadOnlyList<double>? Thresholds { get; init; }
}
