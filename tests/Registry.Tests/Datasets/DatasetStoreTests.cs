using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

public sealed class DatasetStoreTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Complete_TheSamePicturesTwice_GivesTheSameVersion()
    {
        var first = await registry.AddDatasetAsync();
        var again = await registry.AddDatasetAsync("PETS");
        var more = await registry.AddDatasetAsync("pets", 6);

        Assert.Equal((first.Dataset, first.Version, 1), (again.Dataset, again.Version, again.Number));
        Assert.Equal((first.Dataset, 2, 12), (more.Dataset, more.Number, more.Pictures));
        Assert.True(File.Exists(first.ManifestFile));
        Assert.Equal(first.ManifestHash, (await registry.Datasets.ReadManifestAsync(first.Version, Cancelled))!.Hash);
        Assert.Equal(more.Version, (await registry.Datasets.FindByNameAsync("Pets", null, Cancelled))!.Version);
        Assert.Equal(first.Version, (await registry.Datasets.FindByNameAsync("pets", 1, Cancelled))!.Version);
        Assert.Null(await registry.Datasets.FindByNameAsync("pets", 3, Cancelled));
    }

    [Fact]
    public async Task Complete_TheSamePicturesByTwoImportsAtOnce_GivesOneVersion()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.AddDatasetAsync()));
        Assert.Single(versions.Select(v => v.Version).Distinct());
    }

    [Fact]
    public async Task Import_IntoAVersion_GoesToItsDataset_WhateverItIsCalledByThen()
    {
        var first = await registry.AddDatasetAsync("pets", 2);
        var source = new UploadSource("f", "more.zip") { AddTo = first.Version };
        var import = (await registry.Datasets.CreateImportAsync(ProjectId.New(), "elsewhere", source, Caller.LocalOwner, Cancelled)).Value;
        Assert.Equal("pets", (await registry.SendAsync(new GetImport(import)))!.DatasetName);
        await registry.SendAsync(new RenameDataset(first.Dataset, "animals"));
        var manifest = Samples.Manifest(3, "cat", "dog");
        var file = await Samples.WriteManifestAsync(registry.Folder, manifest);
        var done = await registry.Datasets.CompleteImportAsync(import, new(file, Samples.Report(manifest), null), Cancelled);
        Assert.Equal((first.Dataset, 2), (done.Value!.Dataset, done.Value.Number));
        var details = (await registry.SendAsync(new GetDataset(first.Dataset)))!;
        Assert.Equal("v1, examples added from more.zip", details.Version.Source);
        Assert.Single(await registry.SendAsync(new ListDatasets()));
    }

    [Fact]
    public async Task Import_IntoAVersionThatIsNotThere_IsRefused() =>
        Assert.StartsWith(
            "Expected a dataset version",
            (
                await registry.Datasets.CreateImportAsync(
                    ProjectId.Default,
                    "pets",
                    new UploadSource("f", "x.zip") { AddTo = DatasetVersionId.New() },
                    Caller.LocalOwner,
                    Cancelled
                )
            ).Refusal,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Complete_AManifestThatIsMissingOrBroken_IsRefusedAndLeavesTheImportOpen()
    {
        var import = (await registry.Datasets.CreateImportAsync(ProjectId.Default, "pets", new SampleSource("emoji"), Caller.LocalOwner, Cancelled)).Value;
        var broken = Path.Combine(registry.Layout.Scratch, "broken.json");
        await File.WriteAllTextAsync(broken, "{\"classNames\":", Cancelled);
        foreach (var file in new[] { broken, Path.Combine(registry.Layout.Scratch, "missing.json") })
            Assert.StartsWith(
                "Expected a dataset manifest",
                (await registry.Datasets.CompleteImportAsync(import, new(file, new(0, [], [], 0), null), Cancelled)).Refusal,
                StringComparison.Ordinal
            );
        Assert.Equal(import, Assert.Single(await registry.Datasets.OpenImportsAsync(Cancelled)).Import);
        Assert.Empty(await registry.SendAsync(new ListDatasets()));
    }

    [Fact]
    public async Task Import_ThatWasCancelled_CanNotComplete()
    {
        var import = (
            await registry.Datasets.CreateImportAsync(ProjectId.Default, "pets", new UploadSource("f", "pets.zip"), Caller.LocalOwner, Cancelled)
        ).Value;
        var lease = (await registry.Ledger.Work.AcquireAsync(WorkId.Of(import), TestLedger.Process("here"), Cancelled))!;
        Assert.True(await registry.Datasets.ReportProgressAsync(lease, new("Reading", 3, 10), new(90, 0, 1), Cancelled));
        var view = (await registry.SendAsync(new GetImport(import)))!;
        Assert.Equal((ImportStatus.Running, "Reading", 3, 10), (view.Status, view.Step, view.Done, view.Total!.Value));

        Assert.True((await registry.Datasets.EndImportAsync(import, ImportStatus.Cancelled, null, null, Cancelled)).IsDone);
        Assert.False(await registry.Datasets.ReportProgressAsync(lease, new("Reading", 4, 10), new(120, 0, 2), Cancelled));
        var manifest = Samples.Manifest(2, "a", "b");
        var done = await registry.Datasets.CompleteImportAsync(
            import,
            new(await Samples.WriteManifestAsync(registry.Folder, manifest), Samples.Report(manifest), null),
            Cancelled
        );
        Assert.Equal("The import of pets has ended already (cancelled).", done.Refusal);
        Assert.Empty(await registry.SendAsync(new ListDatasets()));
    }

    [Fact]
    public async Task Import_TellsTheFeed()
    {
        var told = new List<RunNotice>();
        using var subscription = registry.Get<IRunFeed>().Subscribe(null, told.Add);
        var import = (await registry.Datasets.CreateImportAsync(ProjectId.Default, "pets", new SampleSource("emoji"), Caller.LocalOwner, Cancelled)).Value;
        await registry.Datasets.EndImportAsync(import, ImportStatus.Refused, Refusal.OfSentence("One class only."), new(0, [], [], 0), Cancelled);
        Assert.Equal([new RunId(import.Value), new RunId(import.Value)], told.Select(n => n.Run));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    [InlineData("two\nlines")]
    public async Task Create_WithANameThatIsNone_IsRefused(string name) =>
        Assert.StartsWith(
            "Expected a dataset name",
            (await registry.Datasets.CreateImportAsync(ProjectId.Default, name, new SampleSource("x"), Caller.LocalOwner, Cancelled)).Refusal,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Pages_ShowCountsFacesSizesAndFlags()
    {
        var dataset = await registry.AddDatasetAsync("pets", 5, "dog", "cat", "eel");
        var run = await registry.AddRunAsync(dataset);
        var summary = Assert.Single(await registry.SendAsync(new ListDatasets()));
        Assert.Equal([new ClassCount("cat", 5), new ClassCount("dog", 5), new ClassCount("eel", 5)], summary.Classes);
        // One face of each class before the second of any.
        Assert.Equal(new[] { "cat0", "dog0", "eel0", "cat1", "dog1", "eel1", "cat2", "dog2" }.Select(Samples.Sha), summary.Thumbnails);

        var details = (await registry.SendAsync(new GetDataset(dataset.Dataset)))!;
        Assert.Equal((1, 3, 0), (details.Version.Runs, details.NearConstant, details.Duplicates));
        Assert.Equal([new PictureSize(128, 128, 12), new PictureSize(128, 96, 3)], details.Sizes);
        Assert.Equal("not-an-image", Assert.Single(details.Report.Refused).Code);

        var page = await registry.SendAsync(new ListPictures(dataset.Version, "dog", null, 2, 2));
        Assert.Equal((5, "dog/2.png", "dog/3.png"), (page.Total, page.Pictures[0].Path, page.Pictures[1].Path));
        Assert.Equal(3, (await registry.SendAsync(new ListPictures(dataset.Version, null, "near-constant", 0, 50))).Total);
        Assert.Equal(0, (await registry.SendAsync(new ListPictures(dataset.Version, null, "duplicate", 0, 50))).Total);
        Assert.Null(await registry.SendAsync(new GetDataset(DatasetId.New())));
    }

    [Fact]
    public async Task Rename_ByTwo_RefusesTheSecond_AndSaysWhatIsThere()
    {
        var pets = await registry.AddDatasetAsync();
        Assert.True((await registry.SendAsync(new RenameDataset(pets.Dataset, "first", "pets"))).IsDone);
        var second = await registry.SendAsync(new RenameDataset(pets.Dataset, "second", "pets"));
        Assert.Equal((EditedText.Conflict, "first"), (second.Reason!.Code, second.Reason.Find("now")!.Text));
        Assert.Equal("first", Assert.Single(await registry.SendAsync(new ListDatasets())).Name);
        Assert.True((await registry.SendAsync(new RenameDataset(pets.Dataset, "second", "first"))).IsDone);
    }

    [Fact]
    public async Task Rename_ToANameThatIsTaken_IsRefused()
    {
        var pets = await registry.AddDatasetAsync();
        await registry.AddDatasetAsync("leaves", 3, "oak", "elm");
        Assert.Equal("There is another dataset named LEAVES.", (await registry.SendAsync(new RenameDataset(pets.Dataset, "LEAVES"))).Refusal);
        Assert.True((await registry.SendAsync(new RenameDataset(pets.Dataset, "Pets"))).IsDone);
        Assert.True((await registry.SendAsync(new ArchiveDataset(pets.Dataset, true))).IsDone);
        Assert.Equal("leaves", Assert.Single(await registry.SendAsync(new ListDatasets())).Name);
        Assert.Equal(2, (await registry.SendAsync(new ListDatasets(IncludeArchived: true))).Count);

        // Importing into it takes it out of the archive.
        await registry.AddDatasetAsync("pets", 7);
        Assert.Equal(2, (await registry.SendAsync(new ListDatasets())).Count);
    }
}
