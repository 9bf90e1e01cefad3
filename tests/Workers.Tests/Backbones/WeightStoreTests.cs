using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Backbones;

public sealed class WeightStoreTests : IDisposable
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);

    private static readonly Backbone Known = BackboneCatalog.Named("MobileNetV3Small") with
    {
        NoTop = new WeightFile("tensorflow/there/weights.h5", Convert.ToHexStringLower(SHA256.HashData(Content))),
    };

    private readonly HttpClient http = new();
    private readonly string folder = TestFolder.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Fetch_TheFirstTime_DownloadsAndReports()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = Content } };
        var reports = new Reports();
        var path = await new WeightStore(http, folder, server.Address).FetchAsync(Known, progress: reports, cancellationToken: Token);
        Assert.Equal(Content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(new WeightProgress("weights.h5", Content.Length, Content.Length), reports.Last);

        await new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task Fetch_FromAFlatMirror_FindsTheFileByName()
    {
        await using var server = new WeightServer { Files = { ["/mirror/weights.h5"] = Content } };
        var path = await new WeightStore(http, folder, server.Address + "mirror").FetchAsync(Known, cancellationToken: Token);
        Assert.Equal(Content, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Fetch_AfterACut_GoesOnWhereItEnded()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = Content }, CutAfter = 100_000 };
        var store = new WeightStore(http, folder, server.Address);
        await Assert.ThrowsAsync<RefusedException>(() => store.FetchAsync(Known, cancellationToken: Token));
        Assert.False(store.IsAtHand(Known));
        var kept = new FileInfo(Path.Combine(folder, "weights.h5.part")).Length;
        Assert.InRange(kept, 1, 100_000);

        var path = await store.FetchAsync(Known, cancellationToken: Token);
        Assert.Equal($"bytes={kept}-", server.Asked[^1].Range);
        Assert.Equal(Content, await File.ReadAllBytesAsync(path, Token));
        Assert.True(store.IsAtHand(Known));
    }

    [Fact]
    public async Task Fetch_OfOtherBytes_ThrowsThemAway()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = [.. Content.Skip(1), 0] } };
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token));
        Assert.Contains(Known.NoTop!.Hash!, refusal.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Fetch_OfAMissingFile_SaysWhatToDo()
    {
        await using var server = new WeightServer();
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token));
        Assert.Contains("404", refusal.Message);
        Assert.Contains(folder, refusal.Message);
        Assert.Contains(WeightStore.AddressVariable, refusal.Message);
    }

    [Fact]
    public async Task Fetch_WithoutANetwork_TakesWhatWasPutThereByHand()
    {
        var store = new WeightStore(http, folder, "http://127.0.0.1:9/");
        await Assert.ThrowsAsync<RefusedException>(() => store.FetchAsync(Known, cancellationToken: Token));
        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.h5"), Content, Token);
        Assert.Equal(Path.Combine(folder, "weights.h5"), await store.FetchAsync(Known, cancellationToken: Token));

        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.h5"), [1, 2, 3], Token);
        Assert.Contains("hash", (await Assert.ThrowsAsync<RefusedException>(() => store.FetchAsync(Known, cancellationToken: Token))).Message);
    }

    [Fact]
    public void Catalog_NamesTheFilesKerasPublishes()
    {
        var models = GoldenData.Json("backbones_catalog.json")["models"]!;
        foreach (var backbone in BackboneCatalog.All.Where(backbone => backbone.NoTop is not null))
        {
            foreach (var (key, file) in new[] { ("notop", backbone.NoTop), ("top", backbone.Top) })
            {
                var expected = models[backbone.Name]![key]!;
                Assert.Equal(expected["origin"]!.GetValue<string>(), WeightStore.PublishedAddress + file!.Path);
                Assert.Equal(expected["hash"]?.GetValue<string>(), file.Hash);
            }

            Assert.Equal(models[backbone.Name]!["notop"]!["params"]!.GetValue<long>(), backbone.Parameters);
        }
    }

    private sealed class Reports : IProgress<WeightProgress>
    {
        public WeightProgress? Last { get; private set; }

        public void Report(WeightProgress value) => Last = value;
    }
}
