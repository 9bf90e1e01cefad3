namespace MlOpsDashboard.Core.Runs;

/// <param name="Metrics">Names of all metrics that any run has a value of, in ordinal order.</param>
public sealed record RunPageRows(
    int Total,
    IReadOnlyList<RunRow> Rows,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Backbones,
    IReadOnlyList<string> Metrics
);
