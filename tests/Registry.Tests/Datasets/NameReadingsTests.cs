using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Datasets;

public sealed class NameReadingsTests : IAsyncLifetime
{
    private RegistryFixture registry = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => registry = await RegistryFixture.OpenAsync();

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task UndeclaredNames_AreReadOtherwise_AsANewVersion()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        var manifest = Samples.Manifest(3, "苹果", "香蕉");
        manifest = manifest with
        {
            Entries = [.. manifest.Entries.Select(e => e with { RawPath = NameReadings.Written(CodePage.Named("gbk"), gbk.GetBytes(e.Path)) })],
        };
        var import = await registry.Datasets.CreateImportAsync(ProjectId.Default, "fruit", new UploadSource("f", "fruit.zip"), Caller.LocalOwner, Cancelled);
        var first = (
            await registry.Datasets.CompleteImportAsync(
                import.Value,
                new(await Samples.WriteManifestAsync(registry.Folder, manifest), Samples.Report(manifest), null),
                Cancelled
            )
        ).Value!;
        var readings = await registry.SendAsync(new GetNameReadings(first.Version));
        Assert.Equal(("gbk", true), (readings[0].Page.Name, readings[0].IsCurrent));
        var other = readings.First(reading => reading.Page.Name == "big5");
        Assert.Equal(2, (await registry.SendAsync(new ReviseDataset(first.Version, new ReadNamesAs("big5")))).Value);
        var revised = (await registry.SendAsync(new GetDataset(first.Dataset)))!;
        Assert.Equal("v1, names read as Traditional Chinese (Big5)", revised.Version.Source);
        Assert.Contains(other.Names[0].Split('/')[0], revised.Classes.Select(c => c.Class));
        Assert.Contains("Traditional Chinese (Big5)", Assert.Single(revised.Report.Warnings).Sentence, StringComparison.Ordinal);
        Assert.Empty(await registry.SendAsync(new GetNameReadings(DatasetVersionId.New())));
    }

    [Fact]
    public async Task ADatasetsName_IsOne_InWhicheverFormItIsTyped()
    {
        var first = await registry.AddDatasetAsync("caf\u00E9", 4);
        Assert.Equal(first.Dataset, (await registry.AddDatasetAsync("cafe\u0301", 5)).Dataset);
        Assert.Equal(first.Dataset, (await registry.Datasets.FindByNameAsync("CAFE\u0301", null, Cancelled))!.Dataset);
    }
}
