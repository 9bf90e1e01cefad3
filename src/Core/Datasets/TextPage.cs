namespace MlOpsDashboard.Core.Datasets;

/// <param name="Total">How many there are in all.</param>
public sealed record TextPage(int Total, IReadOnlyList<DatasetText> Texts);
