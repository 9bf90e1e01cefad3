using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Storage;

public sealed class CheckedArtifactTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private CheckedArtifacts Checked => registry.Get<CheckedArtifacts>();
    private StorageFindings Findings => registry.Get<StorageFindings>();

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Open_GivesGoodBytesAlone_AndFindsTheOthers()
    {
        var name = await registry.Artifacts.PutAsync(new MemoryStream("hello"u8.ToArray()), Cancelled);
        await using (var good = (await Checked.OpenAsync(StorageFindings.Artifact, name, Cancelled)).Value!)
            Assert.Equal("hello", await new StreamReader(good).ReadToEndAsync(Cancelled));
        Assert.Empty(Findings.All);

        await File.WriteAllTextAsync(registry.Layout.Blob(name), "hellO", Cancelled);
        var damaged = (await Checked.OpenAsync(StorageFindings.Artifact, name, Cancelled)).Reason!;
        Assert.Equal((RefusalKind.Unavailable, "storage.artifact.damaged"), (damaged.Kind, damaged.Code));
        Assert.Equal(damaged, Assert.Single(Findings.All).What);

        File.Delete(registry.Layout.Blob(name));
        var missing = (await Checked.OpenAsync(StorageFindings.Artifact, name, Cancelled)).Reason!;
        Assert.Equal((RefusalKind.NotFound, "storage.artifact.missing"), (missing.Kind, missing.Code));
        Assert.Equal(missing, Assert.Single(Findings.All).What);

        await registry.Artifacts.PutAsync(new MemoryStream("hello"u8.ToArray()), Cancelled);
        await (await Checked.OpenAsync(StorageFindings.Artifact, name, Cancelled)).Value!.DisposeAsync();
        Assert.Empty(Findings.All);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ensure_PutsTheModelBackFromTheRunsFolder_WhereItsHashFits(bool deleted)
    {
        var run = await registry.AddFinishedRunAsync(await registry.AddDatasetAsync(), [0.9]);
        var name = (await registry.Runs.FindAsync(run, Cancelled))!.BestModel!;
        var folder = Directory.CreateDirectory(registry.Layout.Run(run)).FullName;
        File.Copy(registry.Layout.Blob(name), Path.Combine(folder, "last.keras"));
        await File.WriteAllTextAsync(Path.Combine(folder, "best.keras"), "another epoch", Cancelled);
        if (deleted)
            File.Delete(registry.Layout.Blob(name));
        else
            await File.AppendAllTextAsync(registry.Layout.Blob(name), "x", Cancelled);

        Assert.True(await registry.Get<ArtifactRepair>().EnsureAsync(name, run, Cancelled));
        Assert.True(await registry.Artifacts.VerifyAsync(name, Cancelled));
        Assert.DoesNotContain(Directory.EnumerateFiles(registry.Layout.Blobs, "*", SearchOption.AllDirectories), f => File.ReadAllText(f) == "another epoch");

        File.Delete(registry.Layout.Blob(name));
        File.Delete(Path.Combine(folder, "last.keras"));
        Assert.False(await registry.Get<ArtifactRepair>().EnsureAsync(name, run, Cancelled));
    }
}
