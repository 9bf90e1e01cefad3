namespace MlOpsDashboard.Core.Datasets;

public sealed record ClassCount(string Class, int Count);
