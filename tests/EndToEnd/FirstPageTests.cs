using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Everything that the first pages fetch comes from this host, packed where packing helps, and is kept by the browser.</summary>
public sealed partial class FirstPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Assets_AreLocalCompressedAndKept()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-assets-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel, "Production");
        var session = await browser.OpenAsync(dashboard.Address);
        var fetched = new List<IResponse>();
        session.Page.Response += (_, response) =>
        {
            lock (fetched)
                fetched.Add(response);
        };
        foreach (var path in new[] { "/", "/runs", "/runs/new", "/backbones" })
        {
            await session.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            await session.Page.Locator("h1").First.WaitForAsync();
        }

        var assets = fetched.Where(r => r.Url.StartsWith("http", StringComparison.Ordinal) && AssetPath().IsMatch(new Uri(r.Url).AbsolutePath)).ToList();
        foreach (var kind in new[] { ".css", ".js", ".woff2" })
            Assert.Contains(assets, r => new Uri(r.Url).AbsolutePath.EndsWith(kind, StringComparison.Ordinal));
        Assert.All(
            fetched.Where(r => !r.Url.StartsWith("data:", StringComparison.Ordinal) && !r.Url.StartsWith("blob:", StringComparison.Ordinal)),
            r => Assert.Equal(dashboard.Address.Authority, new Uri(r.Url).Authority)
        );
        foreach (var asset in assets.Where(r => r.Status == 200))
        {
            var headers = await asset.AllHeadersAsync();
            var path = new Uri(asset.Url).PathAndQuery;
            Assert.True(
                headers.TryGetValue("cache-control", out var kept) && kept.Contains("immutable", StringComparison.Ordinal),
                $"{path} is kept as \"{kept}\"."
            );
            // A font is packed already.
            if (!path.Contains(".woff2", StringComparison.Ordinal))
                Assert.True(headers.TryGetValue("content-encoding", out var packed) && packed is "gzip" or "br", $"{path} is sent unpacked.");
        }
        Assert.Empty(session.Complaints);
        folder.Delete(recursive: true);
    }

    // What says gzip or br must be it: a browser that is handed something else shows a page without styles.
    [Fact]
    public async Task Assets_UnpackToWhatIsSentUnpacked()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-assets-");
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel);
        using var plain = new HttpClient { BaseAddress = dashboard.Address };
        var html = await plain.GetStringAsync("/", Cancel);
        var addresses = Link()
            .Matches(html)
            .Select(m => m.Groups[1].Value)
            .Where(a => AssetPath().IsMatch(a.Split('?')[0]) && !a.EndsWith(".woff2", StringComparison.Ordinal))
            .ToList();
        Assert.True(addresses.Count >= 7, html);
        foreach (var coding in new[] { System.Net.DecompressionMethods.GZip, System.Net.DecompressionMethods.Brotli })
        {
            using var unpacking = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = coding }) { BaseAddress = dashboard.Address };
            foreach (var address in addresses)
                Assert.Equal(await plain.GetStringAsync(address, Cancel), await unpacking.GetStringAsync(address, Cancel));
        }
        folder.Delete(recursive: true);
    }

    [GeneratedRegex(@"\.(css|js|svg|woff2)$")]
    private static partial Regex AssetPath();

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Link();
}
