namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>A feature map at whose places objects are looked for.</summary>
/// <param name="Rows">Places down the picture.</param>
/// <param name="Columns">Places across.</param>
/// <param name="StepY">Pixels from a row to the next; the first is at 0.</param>
/// <param name="StepX">The same of columns.</param>
/// <param name="Size">Of the level: distances are counted in it.</param>
internal sealed record DetectorLevel(int Rows, int Columns, float StepY, float StepX, float Size)
{
    // To a multiple of it pictures are thought to be padded before steps are counted.
    private const int Multiple = 32;

    /// <summary>Levels of a network from the finest, each twice as coarse as the one before.</summary>
    /// <param name="grids">Rows and columns of each.</param>
    public static IReadOnlyList<DetectorLevel> Of(int height, int width, IReadOnlyList<(int Rows, int Columns)> grids)
    {
        var (tall, wide) = (Padded(height), Padded(width));
        var finest = Math.Pow(2, Math.Round(Math.Log2((double)tall / grids[0].Rows)));
        return
        [
            .. grids.Select((grid, i) => new DetectorLevel(grid.Rows, grid.Columns, tall / grid.Rows, wide / grid.Columns, (float)(finest * Math.Pow(2, i)))),
        ];
    }

    private static int Padded(int side) => (side + Multiple - 1) / Multiple * Multiple;
}
