using System.Diagnostics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Children;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Short calls: how many children they take, and what ends one.</summary>
public sealed class WorkerCallsTests
{
    // Says who it is, and answers once the test lets it.
    private const string Waiting = "echo $$ >> \"$home/started\"; while [ ! -e \"$home/go\" ]; do sleep 0.02; done; echo answer";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_OfThirtyCallersWithOneKey_StartsOneChild()
    {
        await using var bench = await WorkBench.CreateAsync(Waiting);
        var calls = Enumerable
            .Range(0, 30)
            .Select(_ => bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", "Toy")), ["layers"]) { Key = "one" }, Cancellation))
            .ToList();
        await Until.TrueAsync(() => Started(bench).Count > 0);
        Release(bench);

        Assert.All(await Task.WhenAll(calls), a => Assert.Equal("answer\n", a.Output));
        Assert.Single(Started(bench));
        Assert.Empty(bench.Table.List());
    }

    [Fact]
    public async Task Call_WhoseCallersLeaveOneByOne_EndsItsChildWithTheLast()
    {
        await using var bench = await WorkBench.CreateAsync(Waiting);
        using CancellationTokenSource first = new(),
            second = new();
        var calls = new[] { first, second }
            .Select(c => bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", "Toy")), ["layers"]) { Key = "one" }, c.Token))
            .ToList();
        await Until.TrueAsync(() => Started(bench).Count > 0);

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[0]);
        Assert.Single(bench.Table.List());

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[1]);
        await Until.TrueAsync(() => bench.Table.List().Count == 0 && Posix.StartTicks(Started(bench).Single()) is null);
    }

    // A page that is closed at once: its child is a process already, and leads no session yet.
    [Fact]
    public async Task Child_KilledInTheMomentOfItsStart_Ends()
    {
        var process = Process.Start(
            new ProcessStartInfo("sleep", ["3600"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        await using var child = new PipedChild(process, new NoRow());
        child.Kill();
        Assert.Equal(Posix.SigKill, (await child.Exit.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).Signal);
    }

    // Whoever comes after the last has left gets a child of their own, not the one that is being ended.
    [Fact]
    public async Task Call_AfterAllHaveLeft_IsAnswered()
    {
        await using var bench = await WorkBench.CreateAsync(Waiting);
        using var leaving = new CancellationTokenSource();
        var left = bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", "Toy")), ["layers"]) { Key = "one" }, leaving.Token);
        await Until.TrueAsync(() => Started(bench).Count > 0);
        await leaving.CancelAsync();
        var next = bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", "Toy")), ["layers"]) { Key = "one" }, Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Release(bench);

        Assert.Equal("answer\n", (await next).Output);
    }

    [Fact]
    public async Task Call_BeyondWhatMayWait_IsRefusedAsBusy_AndTheOthersAreAnswered()
    {
        await using var bench = await WorkBench.CreateAsync(Waiting, ("Workers:ConcurrentCalls", "2"));
        var calls = Enumerable
            .Range(0, 60)
            .Select(i => bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", $"{i}")), ["layers"]) { Key = $"{i}" }, Cancellation))
            .ToList();
        await Until.TrueAsync(() => Started(bench).Count == 2 && calls.Count(c => c.IsCompleted) == 18);
        Assert.Equal(2, bench.Table.List().Count);
        Release(bench);

        var answers = await Task.WhenAll(calls);
        Assert.Equal((42, 18), (answers.Count(a => a.IsDone), answers.Count(a => a.Why?.Kind == RefusalKind.Busy)));
    }

    [Theory]
    [InlineData("head -c 3000000 /dev/zero | tr '\\0' x; sleep 300", "work.child.output")]
    [InlineData("sleep 300", "calls.time")]
    [InlineData("head -c 300000000 /dev/zero | tail -c 300000000 | (sleep 300; cat) >/dev/null", "work.child.memory")]
    public async Task Call_OverALimit_EndsItsChildWithWhatItStarted_AndSaysWhich(string script, string code)
    {
        await using var bench = await WorkBench.CreateAsync("echo $$ >> \"$home/started\"; " + script);
        var call = new WorkerCall(new("work.what.layers", ("backbone", "Toy")), ["layers"])
        {
            AnswerBytes = 2_000_000,
            MemoryBytes = 100_000_000,
            Time = TimeSpan.FromSeconds(code == "calls.time" ? 0.5 : 60),
        };

        var answer = await bench.Get<IWorkerCalls>().CallAsync(call, Cancellation);

        Assert.Equal((code, false, ""), (answer.Why?.Code, answer.IsRefused, answer.Output));
        await Until.TrueAsync(() => !Posix.WithVariable(ChildEnvironment.Marker, bench.Layout.Root).Any());
    }

    [Fact]
    public async Task Call_WhoseErrorsAreOneEndlessLine_KeepsItsBeginning()
    {
        await using var bench = await WorkBench.CreateAsync("head -c 50000000 /dev/zero | tr '\\0' x >&2; exit 2");
        var answer = await bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", "Toy")), ["layers"]), Cancellation);
        Assert.True(answer.IsRefused);
        Assert.InRange(answer.Sentence.Length, 1, 5_000);
    }

    [Fact]
    public async Task Call_GivesItsChildAFewThreads_AndLetsTheKernelEndItFirst()
    {
        await using var bench = await WorkBench.CreateAsync(
            "echo $MLOPS_THREADS $OMP_NUM_THREADS $(cat /proc/self/oom_score_adj)",
            ("Workers:CallThreads", "3")
        );
        Assert.Equal(
            "3 3 800",
            (await bench.Get<IWorkerCalls>().CallAsync(new(new("work.what.layers", ("backbone", "Toy")), ["layers"]), Cancellation)).Output.Trim()
        );
    }

    private static List<int> Started(WorkBench bench) =>
        Path.Combine(bench.Root, "started") is var file && File.Exists(file) ? [.. File.ReadAllLines(file).Select(int.Parse)] : [];

    private static void Release(WorkBench bench) => File.WriteAllText(Path.Combine(bench.Root, "go"), "");

    private sealed class NoRow : IDisposable
    {
        public void Dispose() { }
    }
}
