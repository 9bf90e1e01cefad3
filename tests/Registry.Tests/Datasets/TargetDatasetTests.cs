using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

/// <summary>Datasets of labels and of numbers.</summary>
public sealed class TargetDatasetTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Labels_AreCounted_Listed_AndFiltered()
    {
        var stored = await AddAsync(
            "tags",
            new(["cat", "dog", "red"], [Labelled("c.png", "cat", "red"), Labelled("a.png"), Labelled("b.png", "red"), Labelled("d.png", "dog")])
            {
                Kind = DatasetKinds.Labels,
            }
        );
        Assert.Equal((DatasetKinds.Labels, "cat dog red"), (stored.Kind, string.Join(' ', stored.ClassNames)));
        Assert.Equal(DatasetKinds.Labels, (await registry.Datasets.FindByNameAsync("tags", null, Cancelled))!.Kind);

        var details = (await registry.SendAsync(new GetDataset(stored.Dataset)))!;
        Assert.Equal(DatasetKinds.Labels, details.Kind);
        Assert.Equal([new("cat", 1), new("dog", 1), new("red", 2)], details.Classes);
        Assert.Equal(1, details.Report.Unlabelled);
        var summary = Assert.Single(await registry.SendAsync(new ListDatasets()));
        Assert.Equal((DatasetKinds.Labels, 3), (summary.Kind, summary.Classes.Count));
        Assert.Equal(summary.Thumbnails.Distinct(), summary.Thumbnails);
        Assert.Equal(3, summary.Thumbnails.Count);

        Assert.Equal(["b.png", "c.png"], await PathsAsync(new(stored.Version, "red", null, 0, 10)));
        Assert.Equal(["a.png"], await PathsAsync(new(stored.Version, null, PictureFlags.Unlabelled, 0, 10)));
        Assert.Empty(await PathsAsync(new(stored.Version, "", null, 0, 10)));
    }

    [Fact]
    public async Task Numbers_AreKept_AndOrderPictures()
    {
        var stored = await AddAsync(
            "ages",
            new(["age", "height"], [Numbered("a.png", 5, 1), Numbered("b.png", -3, 2), Numbered("c.png", 11, 0)]) { Kind = DatasetKinds.Numbers }
        );
        var details = (await registry.SendAsync(new GetDataset(stored.Dataset)))!;
        Assert.Equal((DatasetKinds.Numbers, 2), (details.Kind, details.Version.Classes));
        Assert.Equal(["age", "height"], details.Classes.Select(c => c.Class));
        Assert.Equal((-3, 11), (details.Report.Numbers![0].Min, details.Report.Numbers[0].Max));
        Assert.Equal(3, Assert.Single(await registry.SendAsync(new ListDatasets())).Thumbnails.Count);

        Assert.Equal(["a.png", "b.png", "c.png"], await PathsAsync(new(stored.Version, null, null, 0, 10)));
        Assert.Equal(["b.png", "a.png", "c.png"], await PathsAsync(new(stored.Version, null, null, 0, 10, SortBy: "age")));
        Assert.Equal(["b.png", "a.png", "c.png"], await PathsAsync(new(stored.Version, null, null, 0, 10, SortBy: "height", Descending: true)));
        Assert.Equal(["a.png", "b.png", "c.png"], await PathsAsync(new(stored.Version, null, null, 0, 10, SortBy: "weight")));
        Assert.Equal(2, (await registry.SendAsync(new ReviseDataset(stored.Version, new HoldOut(0.34, 0)))).Value);
        Assert.Equal(DatasetKinds.Numbers, (await registry.Datasets.FindByNameAsync("ages", 2, Cancelled))!.Kind);
    }

    [Fact]
    public async Task SeveralLabels_IsAVersionOfAnotherKind_AndTheOneBeforeStays()
    {
        var first = await registry.AddDatasetAsync("pets", 3);
        Assert.Equal(DatasetKinds.Class, first.Kind);
        Assert.Equal(2, (await registry.SendAsync(new ReviseDataset(first.Version, new SeveralLabels()))).Value);
        Assert.Equal(
            (DatasetKinds.Labels, DatasetKinds.Class),
            ((await registry.SendAsync(new GetDataset(first.Dataset)))!.Kind, (await registry.SendAsync(new GetDataset(first.Dataset, 1)))!.Kind)
        );
    }

    [Fact]
    public async Task AManifestWhosePicturesLackTheirNumbers_IsRefused()
    {
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, "bad", new UploadSource("f", "bad.zip"), Caller.LocalOwner, Cancelled);
        var manifest = new DatasetManifest(["age", "height"], [Numbered("a.png", 5)]) { Kind = DatasetKinds.Numbers };
        var file = await Samples.WriteManifestAsync(registry.Folder, manifest);
        Assert.StartsWith(
            "Expected a dataset manifest",
            (await registry.Datasets.CompleteImportAsync(import.Value, new(file, new ImportReport(1, [], [], 1), null), Cancelled)).Refusal,
            StringComparison.Ordinal
        );
    }

    private async Task<StoredDatasetVersion> AddAsync(string name, DatasetManifest manifest)
    {
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, name, new UploadSource("f", name + ".zip"), Caller.LocalOwner, Cancelled);
        var file = await Samples.WriteManifestAsync(registry.Folder, manifest);
        return (await registry.Datasets.CompleteImportAsync(import.Value, new(file, new ImportReport(0, [], [], 0).For(manifest), null), Cancelled)).Value!;
    }

    private async Task<IEnumerable<string>> PathsAsync(ListPictures query) => (await registry.SendAsync(query)).Pictures.Select(picture => picture.Path);

    private static DatasetEntry Labelled(string path, params string[] labels) => Entry(path) with { Labels = labels };

    private static DatasetEntry Numbered(string path, params double[] numbers) => Entry(path) with { Numbers = numbers };

    private static DatasetEntry Entry(string path) => new(path, "", 100, Samples.Sha(path), 32, 24);
}
