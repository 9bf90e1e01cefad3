using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Benchmarks.Dashboard;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Http.Edge;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Pages whose browser is none: it never says that it has drawn, comes two hundredfold, or calls what no script of ours does.</summary>
public sealed class RawClientTests
{
    // Ten thousand points a second, for so many seconds.
    private const int PointsAStep = 100,
        StepsASecond = 100,
        Seconds = 5;

    private readonly FakeTimeProvider clock = new(Samples.Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyPoints_AreDrawnFourTimesASecond_AndAClientThatNeverAcknowledges_HoldsNothingUp()
    {
        await using var edge = await StartAsync();
        await using var silent = await OpenAsync(edge, acknowledges: false);
        await using var page = await OpenAsync(edge);
        var feed = edge.Get<IRunFeed>();
        var told = 0;
        using var subscription = feed.Subscribe(Samples.Id(1), notice => told += notice.Events.Count);
        await SettledAsync(page);
        await SettledAsync(silent);
        var (before, silentBefore, memory) = (page.Batches, silent.Batches, GC.GetTotalMemory(forceFullCollection: true));

        for (var step = 0; step < Seconds * StepsASecond; step++)
        {
            feed.Publish(new(Samples.Id(1), [.. Enumerable.Range(step * PointsAStep, PointsAStep).Select(Point)], RunStatus.Running));
            clock.Advance(TimeSpan.FromSeconds(1.0 / StepsASecond));
        }
        clock.Advance(TimeSpan.FromSeconds(1));
        var last = $", step {TextTemplate.Number(Seconds * StepsASecond * PointsAStep)} of";
        await EventuallyAsync(() => Shows(page, last));

        Assert.Equal(Seconds * StepsASecond * PointsAStep, told);
        Assert.InRange(page.Batches - before, 2, 4 * Seconds + 2);
        // Ten batches are kept for it; what came since is one state, drawn when it says that it goes on.
        Assert.InRange(silent.Batches - silentBefore, 0, 10);
        Assert.Null(silent.Fault);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 20_000_000);
        silent.Acknowledge();
        await EventuallyAsync(() =>
        {
            silent.Acknowledge();
            return Shows(silent, last);
        });
    }

    // 200 with MLOPS_LONG=1 in the environment.
    [Fact]
    public async Task ManyPages_OfOneRun_AllShowItsLastPoint()
    {
        var count = LongForm.IsAsked ? 200 : 40;
        await using var edge = await StartAsync();
        var pages = new List<BlazorCircuit>();
        for (var i = 0; i < count; i++)
            pages.Add(await OpenAsync(edge));
        Assert.Equal(count, edge.Get<OpenPages>().Count);
        foreach (var page in pages)
            await SettledAsync(page);
        var reads = edge.Sender.SentOf<GetRun>().Count();

        var feed = edge.Get<IRunFeed>();
        for (var i = 0; i < 100; i++)
        {
            feed.Publish(new(Samples.Id(1), [Point(i)], RunStatus.Running));
            clock.Advance(TimeSpan.FromMilliseconds(20));
        }
        clock.Advance(TimeSpan.FromSeconds(1));
        await EventuallyAsync(() => pages.TrueForAll(p => Shows(p, ", step 100 of")));
        Assert.All(pages, p => Assert.Null(p.Fault));
        // Points are in the notices: nobody asks for them.
        Assert.Equal(reads, edge.Sender.SentOf<GetRun>().Count());

        feed.Publish(new(Samples.Id(1), [Samples.Epoch(4)], null));
        clock.Advance(TimeSpan.FromSeconds(1));
        await EventuallyAsync(() => edge.Sender.SentOf<GetRun>().Count() == reads + 1);
        foreach (var page in pages)
            await page.DisposeAsync();
        await EventuallyAsync(() => edge.Get<OpenPages>().Count == 0 && feed is RunFeed { Count: 0 });
    }

    [Theory]
    [InlineData("MlOpsDashboard.Dashboard", "NoSuchMethod", 0, "[]")]
    [InlineData("System.Private.CoreLib", "Exit", 0, "[0]")]
    [InlineData("../../etc/passwd", "x", 0, "[]")]
    [InlineData(null, "OnKey", 1, "[{\"a\":1},2,3]")]
    [InlineData(null, "Dispose", 1, "[]")]
    [InlineData(null, "OnKey", 99, "[\"n\"]")]
    public async Task CallOfWhatIsNotThere_IsRefused_WithoutATraceOrAPath(string? assembly, string method, long target, string arguments)
    {
        await using var edge = await StartAsync();
        await using var page = await OpenAsync(edge);
        await SettledAsync(page);
        page.CallDotNet(assembly, method, target, arguments);
        await EventuallyAsync(() => page.Answers.Count > 0 || page.Fault is not null);
        var said = string.Join(' ', page.Answers.Append(page.Fault ?? ""));
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain(".cs", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Repository.Root, said, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", said.Replace(assembly ?? "-", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<EdgeHost> StartAsync()
    {
        var edge = await EdgeHost.StartAsync(clock);
        edge.Sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1, RunStatus.Running)));
        edge.Sender.On<GetRunCurves, RunCurves?>(_ => Samples.Curves(1, 3));
        edge.Sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(_ => []);
        return edge;
    }

    private static Task<BlazorCircuit> OpenAsync(EdgeHost edge, bool acknowledges = true) =>
        BlazorCircuit.OpenAsync(edge.Http, $"/runs/{Samples.Id(1)}", acknowledges);

    private static ProgressEvent Point(int i) => new(3, i + 1, 1_000_000, 0.5, 100, 10);

    private static bool Shows(BlazorCircuit page, string text) => page.Drew(text);

    // A page is there when it has drawn what it read, and asked for the keys.
    private static Task SettledAsync(BlazorCircuit page) =>
        EventuallyAsync(() =>
        {
            if (!page.Acknowledges)
                page.Acknowledge();
            return page.Asked.Contains("mlops.listenForKeys") || page.Fault is not null;
        });

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(20, limit.Token);
    }
}
