namespace MlOpsDashboard.Core.Datasets;

/// <param name="Total">Null while it is not known.</param>
public sealed record ImportProgress(string Step, int Done, int? Total) : ImportEvent;
