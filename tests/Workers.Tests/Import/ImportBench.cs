using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Import;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>A storage folder, sources beside it, and an importer over it.</summary>
internal sealed class ImportBench : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ImportBench() => Layout = new StorageLayout(folder["store"]);

    public StorageLayout Layout { get; }

    public ImportLimits Limits { get; init; } = ImportLimits.Default;

    public string this[string relative] => folder[relative];

    public List<ImportProgress> Told { get; } = [];

    public void Dispose() => folder.Dispose();

    /// <summary>Two classes of two good pictures, so that one bad file does not end the import.</summary>
    public static ZipForge Good() =>
        new ZipForge()
            .Add("cats/1.png", TestPictures.Png(1))
            .Add("cats/2.jpg", TestPictures.Jpeg(2), deflate: true)
            .Add("dogs/1.png", TestPictures.Png(3))
            .Add("dogs/2.png", TestPictures.Png(4));

    public Task<ImportFinished> ImportAsync(ZipForge zip) => ImportAsync(zip.Save(folder["data.zip"]));

    public Task<ImportFinished> ImportAsync(string from, CancellationToken? cancellationToken = null) =>
        new DatasetImporter(Layout, TimeProvider.System, Limits).ImportAsync(from, null, Told.Add, cancellationToken ?? TestContext.Current.CancellationToken);

    public Task<ImportFinished> ImportWithAsync(ZipForge zip, ImportChoices choices) => ImportWithAsync(zip.Save(folder["data.zip"]), choices);

    public Task<ImportFinished> ImportWithAsync(string from, ImportChoices choices) =>
        new DatasetImporter(Layout, TimeProvider.System, Limits, choices).ImportAsync(from, null, Told.Add, TestContext.Current.CancellationToken);

    public string WriteFolder(string name, params (string Path, byte[] Bytes)[] files)
    {
        foreach (var (path, bytes) in files)
        {
            var file = folder[$"{name}/{path}"];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
        return folder[name];
    }

    public static DatasetManifest Manifest(ImportFinished finished) =>
        JsonSerializer.Deserialize<DatasetManifest>(File.ReadAllBytes(finished.ManifestFile!), DatasetManifest.Json)!;

    /// <summary>Everything below the storage folder but its pictures and previews.</summary>
    public string[] OtherFiles() =>
        !Directory.Exists(Layout.Root)
            ? []
            :
            [
                .. Directory
                    .GetFileSystemEntries(Layout.Root, "*", SearchOption.AllDirectories)
                    .Where(file =>
                        File.Exists(file)
                        && !file.StartsWith(Layout.Blobs, StringComparison.Ordinal)
                        && !file.StartsWith(Layout.Thumbs, StringComparison.Ordinal)
                    ),
            ];

    /// <summary>Imports good pictures and one entry more, which must be the only one refused.</summary>
    public async Task<RefusedFile> RefusedAsync(ZipForge zip)
    {
        var finished = await ImportAsync(zip);
        Assert.Null(finished.Refusal);
        Assert.Equal(4, finished.Report.Kept);
        Assert.Equal(1, finished.Report.RefusedCount);
        return Assert.Single(finished.Report.Refused);
    }
}
