using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

/// <summary>Texts of a version are read from the blobs in which they lie one after the other.</summary>
public sealed class ListTextsTests : IAsyncLifetime
{
    private static readonly (string Text, string Class)[] Rows =
    [
        ("房间很好", "good"),
        ("Too NOISY at night", "bad"),
        (new string('长', 1_999) + "😀 and more", "good"),
        ("breakfast", "bad"),
    ];

    private RegistryFixture registry = null!;
    private StoredDatasetVersion dataset = null!;
    private string blob = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        registry = await RegistryFixture.OpenAsync();
        var bytes = new MemoryStream();
        var entries = new List<DatasetEntry>();
        foreach (var (text, name) in Rows)
        {
            var one = Encoding.UTF8.GetBytes(text);
            entries.Add(
                new($"t.csv#{12 - entries.Count}", name, one.Length, Convert.ToHexStringLower(SHA256.HashData(one)), text.Length, 1)
                {
                    Blob = 0,
                    Offset = bytes.Position,
                    Part = entries.Count == 3 ? DatasetPart.Test : null,
                }
            );
            bytes.Write(one);
            bytes.WriteByte((byte)'\n');
        }
        bytes.Position = 0;
        blob = await registry.Artifacts.PutAsync(bytes, Cancelled);
        var manifest = new DatasetManifest(["bad", "good"], entries) { Input = TextInputCard.InputName, Blobs = [blob] };
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, "reviews", new SampleSource("x"), Caller.LocalOwner, Cancelled);
        var file = await Samples.WriteManifestAsync(registry.Folder, manifest);
        dataset = (await registry.Datasets.CompleteImportAsync(import.Value, new(file, Samples.Report(manifest), null), Cancelled)).Value!;
    }

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task Texts_StandInTheOrderOfTheirTable_AndAreCut()
    {
        var page = await registry.SendAsync(new ListTexts(dataset.Version, null, null, 0, 10));
        Assert.Equal(4, page.Total);
        Assert.Equal([Rows[0].Text, Rows[1].Text, new string('长', 1_999), Rows[3].Text], page.Texts.Select(text => text.Text));
        Assert.Equal([false, false, true, false], page.Texts.Select(text => text.IsCut));
        Assert.Equal("t.csv#11", Assert.Single((await registry.SendAsync(new ListTexts(dataset.Version, null, null, 1, 1))).Texts).Entry.Path);
    }

    [Fact]
    public async Task Texts_AreFoundByClassPartAndWords()
    {
        Assert.Equal(2, (await registry.SendAsync(new ListTexts(dataset.Version, "good", null, 0, 1))).Total);
        Assert.Equal("breakfast", Assert.Single((await registry.SendAsync(new ListTexts(dataset.Version, null, null, 0, 9, DatasetPart.Test))).Texts).Text);
        Assert.Equal(
            "Too NOISY at night",
            Assert.Single((await registry.SendAsync(new ListTexts(dataset.Version, null, null, 0, 9, Search: "noisy"))).Texts).Text
        );
        Assert.Equal(1, (await registry.SendAsync(new ListTexts(dataset.Version, null, null, 0, 9, Search: "😀 AND"))).Total);
        Assert.Equal(0, (await registry.SendAsync(new ListTexts(dataset.Version, "bad", null, 0, 9, Search: "房间"))).Total);
    }

    [Fact]
    public async Task ADatasetOfTexts_SaysSo_AndHasNoThumbnails()
    {
        Assert.Equal(TextInputCard.InputName, dataset.Input);
        var listed = Assert.Single(await registry.SendAsync(new ListDatasets()));
        Assert.Equal((TextInputCard.InputName, 0), (listed.Input, listed.Thumbnails.Count));
        Assert.Equal(TextInputCard.InputName, (await registry.SendAsync(new GetDataset(dataset.Dataset)))!.Input);
        Assert.Equal(TextInputCard.InputName, (await registry.Datasets.GetVersionAsync(dataset.Version, Cancelled))!.Input);
    }

    [Fact]
    public async Task Verify_KnowsTheBlob_AndSeesThatItIsGone()
    {
        var whole = await FolderVerification.RunAsync(registry.Folder, (_, _) => { }, Cancelled);
        Assert.Empty(whole.Differences);
        Assert.Equal((1, 0), (whole.Pictures, whole.Files));
        File.Delete(registry.Layout.Blob(blob));
        Assert.Equal(
            (blob, "missing"),
            (await FolderVerification.RunAsync(registry.Folder, (_, _) => { }, Cancelled)).Differences.Select(d => (d.Name, d.Received)).Single()
        );
        Assert.Equal(["", "", "", ""], (await registry.SendAsync(new ListTexts(dataset.Version, null, null, 0, 9))).Texts.Select(text => text.Text));
    }
}
