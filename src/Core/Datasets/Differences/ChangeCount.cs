namespace MlOpsDashboard.Core.Datasets.Differences;

/// <param name="Kind">One of <see cref="ChangeKinds"/>.</param>
public sealed record ChangeCount(string Kind, int Pictures);
