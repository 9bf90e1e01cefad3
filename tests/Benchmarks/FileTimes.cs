using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Host.Bench;

namespace MlOpsDashboard.Benchmarks;

/// <param name="CopySeconds">Reading the same bytes and nothing else: what no format can beat.</param>
internal sealed record FileTime(string Model, string Format, double Megabytes, double LoadSeconds, double SaveSeconds, double CopySeconds);

/// <summary>Opening and writing a backbone of 94 MB in each file format.</summary>
internal static class FileTimes
{
    public static IEnumerable<FileTime> Measure()
    {
        using var network = BackboneCatalog.Named("ResNet50V2").Build();
        network.Initialize(seed: 1);
        var folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
        foreach (var format in new[] { ".keras", ".h5", ".weights.h5" })
        {
            var path = Path.Combine(folder, "model" + format);
            var save = Stopclock.BestSeconds(3, () => ModelFile.Save(network, path));
            var load = Stopclock.BestSeconds(5, () => Open(path));
            var copy = Stopclock.BestSeconds(5, () => File.ReadAllBytes(path));
            yield return new("ResNet50V2", format, new FileInfo(path).Length / 1e6, load, save, copy);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void Open(string path)
    {
        if (!path.EndsWith(".weights.h5", StringComparison.Ordinal))
        {
            ModelFile.Load(path).Dispose();
            return;
        }
        using var network = BackboneCatalog.Named("ResNet50V2").Build();
        ModelFile.LoadWeights(network, path);
    }
}
