namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>
/// Which place answers for which box: one near the box's middle (1.5 sizes of its level) and within the box, of the level whose sizes fit; of several boxes
/// the smallest. In float32 step by step, so that borderline cases fall as in torchvision.
/// </summary>
internal static class PlaceMatcher
{
    public const int None = -1;

    private const float Radius = 1.5f;

    // A level's boxes reach from 4 to 8 of its sizes from a place; the first level's from 0, the last's without end.
    private const float Nearest = 4,
        Farthest = 8;

    // What is left of this once a box's area is taken away decides: as torchvision counts, smaller differences than float32 tells apart are none.
    private const float Whole = 1e8f,
        Least = 1e-5f;

    /// <param name="boxes">x1, y1, x2, y2 of each, in pixels of the network's input.</param>
    /// <returns>For each place the number of its box, or <see cref="None"/>.</returns>
    public static int[] Match(IReadOnlyList<DetectorLevel> levels, ReadOnlySpan<float> boxes)
    {
        var matched = new int[levels.Sum(level => level.Rows * level.Columns)];
        Array.Fill(matched, None);
        var best = new float[matched.Length];
        var first = 0;
        for (var k = 0; k < levels.Count; k++)
        {
            var level = levels[k];
            var low = k == 0 ? 0 : level.Size * Nearest;
            var high = k == levels.Count - 1 ? float.PositiveInfinity : level.Size * Farthest;
            var radius = Radius * level.Size;
            for (var box = 0; box < boxes.Length / 4; box++)
            {
                var (x1, y1, x2, y2) = (boxes[4 * box], boxes[(4 * box) + 1], boxes[(4 * box) + 2], boxes[(4 * box) + 3]);
                var (middleX, middleY) = ((x1 + x2) / 2, (y1 + y2) / 2);
                var rest = Whole - ((x2 - x1) * (y2 - y1));
                if (rest < Least)
                {
                    continue;
                }
                var (top, bottom) = Around(middleY, radius, level.StepY, level.Rows);
                var (left, right) = Around(middleX, radius, level.StepX, level.Columns);
                for (var row = top; row <= bottom; row++)
                {
                    for (var column = left; column <= right; column++)
                    {
                        var (x, y) = (column * level.StepX, row * level.StepY);
                        var nearest = Math.Min(Math.Min(x - x1, y - y1), Math.Min(x2 - x, y2 - y));
                        var farthest = Math.Max(Math.Max(x - x1, y - y1), Math.Max(x2 - x, y2 - y));
                        var place = first + (row * level.Columns) + column;
                        if (
                            Math.Max(Math.Abs(x - middleX), Math.Abs(y - middleY)) < radius
                            && nearest > 0
                            && farthest > low
                            && farthest < high
                            && rest > best[place]
                        )
                        {
                            (best[place], matched[place]) = (rest, box);
                        }
                    }
                }
            }
            first += level.Rows * level.Columns;
        }
        return matched;
    }

    // One more on each side: the places themselves are asked exactly.
    private static (int First, int Last) Around(float middle, float radius, float step, int count) =>
        (Math.Max(0, (int)MathF.Floor((middle - radius) / step)), Math.Min(count - 1, (int)MathF.Ceiling((middle + radius) / step)));
}
