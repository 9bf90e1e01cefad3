using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Tests.Golden;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>A small data set of class folders, made from counted noise: each class has its own brightness, so there is something to learn.</summary>
internal sealed class PictureFolder : IDisposable
{
    public PictureFolder(int classes = 3, int perClass = 9, int size = 16)
    {
        Root = Directory.CreateTempSubdirectory("pictures").FullName;
        for (var c = 0; c < classes; c++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Root, "data", $"class{c}"));
            for (var i = 0; i < perClass; i++)
            {
                var noise = GoldenFile.Image((ulong)((c * 1000) + i), size * size * 3);
                var pixels = Array.ConvertAll(noise, value => (byte)((value / 3) + (c * 160f / classes)));
                PictureWriter.WritePng(Path.Combine(folder.FullName, $"{i:D2}.png"), size, size, 3, pixels);
            }
        }
    }

    public string Root { get; }

    public string Pictures => Path.Combine(Root, "data");

    public string Out(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
