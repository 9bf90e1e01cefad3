using System.Security.Cryptography;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;
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
        var store = new WeightStore(http, folder, server.Address) { Retries = 0 };
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
    public async Task Fetch_AfterACut_IsTakenUpAgainByItself()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = Content }, CutAfter = 100_000 };
        var path = await new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token);
        Assert.Equal(Content, await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(2, server.Asked.Count);
        Assert.StartsWith("bytes=", server.Asked[1].Range, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fetch_FromAServerThatFallsSilent_GivesUp_AndKeepsWhatArrived(bool answers)
    {
        await using var server = new SilentServer(answers ? Content : null, 40_000);
        var store = new WeightStore(http, folder, server.Address) { Silence = TimeSpan.FromMilliseconds(300), Retries = 2 };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => store.FetchAsync(Known, cancellationToken: Token));
        Assert.Contains("nothing arrived for 0.3 s", refused.Message, StringComparison.Ordinal);
        Assert.Equal(answers ? [0, 40_000, 80_000] : [], server.From);
        Assert.Equal(answers ? 120_000 : 0, new FileInfo(Path.Combine(folder, "weights.h5.part")).Length);
    }

    [Fact]
    public async Task Fetch_ByManyAtOnce_AsksOnce_AndAllHaveIt()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = Content } };
        var paths = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token), Token))
        );
        Assert.Single(server.Asked);
        Assert.All(paths, path => Assert.Equal(Content, File.ReadAllBytes(path)));
        Assert.Equal(["weights.h5"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Fetch_WhileAnotherFetchesAndNothingGrows_SaysWhoItIs()
    {
        using var other = FileLock.TryAcquire(Path.Combine(folder, "weights.h5.lock"));
        var store = new WeightStore(http, folder, "http://127.0.0.1:9/") { Silence = TimeSpan.FromMilliseconds(100), Retries = 0 };
        var refused = await Assert.ThrowsAsync<RefusedException>(() => store.FetchAsync(Known, cancellationToken: Token));
        Assert.Equal(("weights.otherFetches", (double)Environment.ProcessId), (refused.Reason.Code, refused.Reason.Find("process")!.Number));
    }

    [Fact]
    public async Task Fetch_AfterTheOtherEndedInTheMiddle_GoesOnWithWhatItLeft()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = Content } };
        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.h5.part"), Content[..123_456], Token);
        var store = new WeightStore(http, folder, server.Address);
        Task<string> waiting;
        using (FileLock.TryAcquire(Path.Combine(folder, "weights.h5.lock")))
        {
            var reports = new Reports();
            waiting = store.FetchAsync(Known, progress: reports, cancellationToken: Token);
            Assert.Equal(123_456, reports.Last!.Bytes);
        }
        Assert.Equal(Content, await File.ReadAllBytesAsync(await waiting, Token));
        Assert.Equal("bytes=123456-", Assert.Single(server.Asked).Range);
    }

    [Fact]
    public async Task Fetch_OfOtherBytes_ThrowsThemAway()
    {
        await using var server = new WeightServer { Files = { ["/tensorflow/there/weights.h5"] = [.. Content.Skip(1), 0] } };
        var refusal = await Assert.ThrowsAsync<RefusedException>(() =>
            new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token)
        );
        Assert.Contains(Known.NoTop!.Hash!, refusal.Message);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Fetch_OfAMissingFile_SaysWhatToDo()
    {
        await using var server = new WeightServer();
        var refusal = await Assert.ThrowsAsync<RefusedException>(() =>
            new WeightStore(http, folder, server.Address).FetchAsync(Known, cancellationToken: Token)
        );
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
    public async Task State_SaysWhatLiesHere()
    {
        var store = new WeightStore(http, folder, "http://127.0.0.1:9/");
        var missing = await store.StateAsync(Known, Token);
        Assert.Equal(
            ("weights.h5", folder, WeightStore.PublishedAddress + "tensorflow/there/weights.h5", Known.NoTop!.Hash, false),
            (missing.File, missing.Folder, missing.Address, missing.Hash, missing.AreHere)
        );

        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.h5"), [1, 2, 3], Token);
        Assert.NotNull((await store.StateAsync(Known, Token)).FoundHash);
        Assert.False((await store.StateAsync(Known, Token)).AreHere);

        await File.WriteAllBytesAsync(Path.Combine(folder, "weights.h5"), Content, Token);
        Assert.Equal((true, Content.Length), ((await store.StateAsync(Known, Token)).AreHere, (await store.StateAsync(Known, Token)).Bytes));
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
