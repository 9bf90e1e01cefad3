namespace MlOpsDashboard.Core.Datasets;

public sealed record PicturePage(int Total, IReadOnlyList<DatasetEntry> Pictures);
