namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Samples;

/// <summary>A background: clouds of two colours in three sizes, with stripes, checks or dots over them, or nothing.</summary>
internal static class SceneTexture
{
    /// <returns>RGB, row by row.</returns>
    public static byte[] Draw(Random random, int width, int height)
    {
        var (one, other, third) = (Colour(random), Colour(random), Colour(random));
        var grids = new[] { 12, 40, 110 }.Select(cell => Grid(random, width / cell + 2, height / cell + 2)).ToArray();
        var (pattern, period, angle, strength) = (random.Next(4), 8 + random.Next(40), random.NextDouble() * Math.PI, 0.1 + (0.3 * random.NextDouble()));
        var (cosine, sine) = (Math.Cos(angle), Math.Sin(angle));
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var cloud = (0.2 * At(grids[0], x / 12.0, y / 12.0)) + (0.3 * At(grids[1], x / 40.0, y / 40.0)) + (0.5 * At(grids[2], x / 110.0, y / 110.0));
                var (along, across) = ((x * cosine) + (y * sine), (y * cosine) - (x * sine));
                var isMarked = pattern switch
                {
                    0 => Phase(along, period) < 0.5,
                    1 => Phase(along, period) < 0.5 != Phase(across, period) < 0.5,
                    2 => Math.Pow(Phase(along, period) - 0.5, 2) + Math.Pow(Phase(across, period) - 0.5, 2) < 0.08,
                    _ => false,
                };
                var at = ((y * width) + x) * 3;
                for (var c = 0; c < 3; c++)
                {
                    var value = one[c] + (cloud * (other[c] - one[c]));
                    pixels[at + c] = (byte)Math.Clamp(isMarked ? value + (strength * (third[c] - value)) : value, 0, 255);
                }
            }
        }
        return pixels;
    }

    private static double[] Colour(Random random) => [random.Next(256), random.Next(256), random.Next(256)];

    private static double Phase(double at, int period) => (at / period) - Math.Floor(at / period);

    private static double[,] Grid(Random random, int columns, int rows)
    {
        var grid = new double[columns, rows];
        for (var x = 0; x < columns; x++)
        {
            for (var y = 0; y < rows; y++)
            {
                grid[x, y] = random.NextDouble();
            }
        }
        return grid;
    }

    private static double At(double[,] grid, double x, double y)
    {
        var (left, top) = ((int)x, (int)y);
        var (right, down) = (Smooth(x - left), Smooth(y - top));
        var above = grid[left, top] + (right * (grid[left + 1, top] - grid[left, top]));
        var below = grid[left, top + 1] + (right * (grid[left + 1, top + 1] - grid[left, top + 1]));
        return above + (down * (below - above));
    }

    private static double Smooth(double share) => share * share * (3 - (2 * share));
}
