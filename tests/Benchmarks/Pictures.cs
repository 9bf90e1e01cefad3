using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Benchmarks;

/// <summary>Class folders of made-up pictures: smooth colours with some noise, the same each time.</summary>
internal static class Pictures
{
    public static string Write(string folder, int count, int size, int classes = 8)
    {
        var pixels = new byte[size * size * 3];
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var (label, phase) = (i % classes, random.NextDouble());
            for (var k = 0; k < pixels.Length; k++)
            {
                var (y, x, channel) = (k / (size * 3), k / 3 % size, k % 3);
                pixels[k] = (byte)(127 + (100 * Math.Sin((6.0 * ((x * (label + 1)) + (y * (channel + 1))) / size) + (6 * phase))) + random.Next(8));
            }
            var path = Path.Combine(folder, $"class{label}", $"{i:00000}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            PictureWriter.WritePng(path, size, size, 3, pixels);
        }
        return folder;
    }
}
