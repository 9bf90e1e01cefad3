namespace MlOpsDashboard.Core.Datasets;

public sealed record PictureSize(int Width, int Height, int Count);
