using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

public sealed class FolderVerificationTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;
    private StoredDatasetVersion dataset = null!;
    private string picture = "",
        model = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        var pictures = new List<string>();
        for (var i = 0; i < 6; i++)
            pictures.Add(await registry.Artifacts.PutAsync(new MemoryStream([1, 2, (byte)i]), Cancelled));
        picture = pictures[0];
        var manifest = new DatasetManifest(
            ["cat", "dog"],
            [.. pictures.Select((p, i) => new DatasetEntry($"{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", i % 2 == 0 ? "cat" : "dog", 3, p, 8, 8))]
        );
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, "pets", new SampleSource("x"), Caller.LocalOwner, Cancelled);
        dataset = (
            await registry.Datasets.CompleteImportAsync(
                import.Value,
                new(await Samples.WriteManifestAsync(registry.Folder, manifest), Samples.Report(manifest), null),
                Cancelled
            )
        ).Value!;
        var run = await registry.AddFinishedRunAsync(dataset, [0.9]);
        var stored = (await registry.Runs.FindAsync(run, Cancelled))!;
        model = stored.BestModel!;
        var version = await registry.Models.AddVersionAsync(
            "pets-net",
            new(
                model,
                16,
                Samples.Preprocessing,
                dataset.ClassNames,
                dataset.Version,
                stored.SpecJson,
                "{}",
                stored.EvaluationJson!,
                "0.1.0",
                run,
                null,
                stored.Metrics,
                "",
                "{}"
            ),
            Caller.LocalOwner,
            Cancelled
        );
        await registry.SendAsync(new ArchiveModel(version.Value!.Model, true));
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Verify_AWholeFolder_WhileItIsInUse_FindsNothing()
    {
        long last = 0;
        var report = await FolderVerification.RunAsync(registry.Folder, (done, all) => Interlocked.Exchange(ref last, all), Cancelled);
        Assert.Equal((6, 1, 1, 0, 5), (report.Pictures, report.Artifacts, report.Manifests, report.Files, report.Activity));
        Assert.Empty(report.Differences);
        Assert.Equal(7, last);
    }

    [Fact]
    public async Task Verify_NamesEverythingThatDiffers()
    {
        await Flip(registry.Layout.Blob(picture));
        File.Delete(registry.Layout.Blob(model));
        var stray = await registry.Artifacts.PutAsync(new MemoryStream([9]), Cancelled);
        await Flip(registry.Layout.Blob(stray));
        await registry.ReadAsync(c => c.Database.ExecuteSqlRawAsync("UPDATE Activity SET Sentence = 'Nothing happened.' WHERE Id = 2", Cancelled));
        var report = await FolderVerification.RunAsync(registry.Folder, (_, _) => { }, Cancelled);
        Assert.Equal([("activity", "2"), ("artifact", model), ("file", stray), ("picture", picture)], report.Differences.Select(d => (d.Kind, d.Name)));
        Assert.Equal("missing", report.Differences[1].Received);
        Assert.All(report.Differences, d => Assert.NotEqual(d.Expected, d.Received));
    }

    [Theory]
    [InlineData("class")]
    [InlineData("cut")]
    [InlineData("deleted")]
    public async Task Verify_FindsAManifestThatDiffers(string how)
    {
        var text = await File.ReadAllTextAsync(dataset.ManifestFile, Cancelled);
        if (how == "deleted")
            File.Delete(dataset.ManifestFile);
        else
            await File.WriteAllTextAsync(
                dataset.ManifestFile,
                how == "cut" ? text[..^20] : text.Replace("\"class\":\"cat\"", "\"class\":\"dog\"", StringComparison.Ordinal),
                Cancelled
            );
        var report = await FolderVerification.RunAsync(registry.Folder, (_, _) => { }, Cancelled);
        var difference = Assert.Single(report.Differences);
        Assert.Equal(("manifest", dataset.ManifestHash), (difference.Kind, difference.Name));
        // What it named is still compared with its own name.
        Assert.Equal(6, report.Files);
    }

    [Fact]
    public async Task Verify_OnADamagedDatabase_StillComparesTheFiles()
    {
        await Flip(registry.Layout.Blob(picture));
        Damage.Table(registry.Layout.Database, "Activity");
        var report = await FolderVerification.RunAsync(registry.Folder, (_, _) => { }, Cancelled);
        Assert.Equal(["database", "picture"], report.Differences.Select(d => d.Kind));
    }

    [Fact]
    public async Task Verify_AFolderOfAnEarlierVersion_LeavesItAsItIs()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "mlops.db");
        await OldDatabase.MakeAsync(file, OldDatabase.First);
        var before = await File.ReadAllBytesAsync(file, Cancelled);
        Assert.Empty((await FolderVerification.RunAsync(folder.Path, (_, _) => { }, Cancelled)).Differences);
        Assert.Equal(before, await File.ReadAllBytesAsync(file, Cancelled));
        Assert.Contains(
            "mlops.db",
            (await Assert.ThrowsAsync<RefusedException>(() => FolderVerification.RunAsync(Path.Combine(folder.Path, "none"), (_, _) => { }, Cancelled))).Message
        );
    }

    private static async Task Flip(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file, Cancelled);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancelled);
    }
}
