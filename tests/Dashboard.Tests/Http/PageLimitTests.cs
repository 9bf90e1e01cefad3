using System.Net;
using System.Net.WebSockets;
using MlOpsDashboard.Benchmarks.Dashboard;
using MlOpsDashboard.Dashboard.Http.Edge;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>So many pages and no more: those that are open go on, whoever else knocks.</summary>
public sealed class PageLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_BeyondTheLimit_AreToldWhy_AndThoseThatAreOpenGoOn()
    {
        await using var edge = await EdgeHost.StartAsync(null, ("Dashboard:MaxPages", "3"));
        var pages = new List<BlazorCircuit>();
        for (var i = 0; i < 3; i++)
            pages.Add(await BlazorCircuit.OpenAsync(edge.Http, "/not-found"));
        await EventuallyAsync(() => pages.All(p => p.Batches > 0));

        var taken = 0;
        await Parallel.ForAsync(
            0,
            2_000,
            new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Cancellation },
            async (_, token) =>
            {
                using var socket = new ClientWebSocket();
                socket.Options.SetRequestHeader("Origin", edge.Origin);
                try
                {
                    await socket.ConnectAsync(new($"ws://{edge.Address.Authority}/_blazor"), token);
                    Interlocked.Increment(ref taken);
                }
                catch (WebSocketException)
                {
                    // Refused, as it should be.
                }
            }
        );
        Assert.Equal(0, taken);
        Assert.Equal(3, edge.Get<OpenPages>().Count);

        using var visit = new HttpRequestMessage(HttpMethod.Get, "/");
        visit.Headers.Add("Accept", "text/html");
        var refused = await edge.Http.SendAsync(visit, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains("at most 3 open pages (setting Dashboard:MaxPages)", await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);

        // Each open page still answers: a location it is told of is drawn.
        var before = pages.Select(p => p.Batches).ToList();
        foreach (var page in pages)
            page.Navigate(new(edge.Address, "/nowhere/else"));
        await EventuallyAsync(() => pages.Zip(before, (p, b) => p.Batches > b).All(more => more));
        Assert.All(pages, p => Assert.Null(p.Fault));

        await pages[0].DisposeAsync();
        await EventuallyAsync(() => edge.Get<OpenPages>().Count == 2);
        pages[0] = await BlazorCircuit.OpenAsync(edge.Http, "/not-found");
        await EventuallyAsync(() => pages[0].Batches > 0);
        foreach (var page in pages)
            await page.DisposeAsync();
    }

    [Fact]
    public async Task Connection_ThatIsNoWebSocket_IsRefused_SinceItWouldPassUncounted()
    {
        await using var edge = await EdgeHost.StartAsync();
        var answer = await edge.Http.GetAsync(new Uri("/_blazor?id=x", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("WebSocket", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
