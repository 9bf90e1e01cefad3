using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Tests.Jobs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Discussion;

/// <summary>A patch starts one run, however often it is accepted; only the child is a stub.</summary>
public sealed class AcceptPatchTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("patch-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Patch_AcceptedByMany_BeforeAndAfterARestart_IsOneRun()
    {
        var stub = StubHost.Write(root, "trap 'finished cancelled; exit 3' TERM; epoch 0; forever");
        RunId started;
        CommentId comment;
        RunId run;
        await using (var host = await JobHost.StartAsync(root, stub))
        {
            var dataset = await host.AddDatasetAsync();
            var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "x");
            run = (await host.Mediator.Send(new StartRun(spec, dataset.Version), Cancelled)).Value;
            comment = (
                await host.Mediator.Send(
                    new WriteComment(run, "try dropout 0.5", Guid.NewGuid(), Changes: [new("head.dropout", "0.5"), new("stages[0].epochs", "3")]),
                    Cancelled
                )
            ).Value;
            var runsBefore = (await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows.Count;
            var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => host.Mediator.Send(new AcceptPatch(comment), Cancelled))));
            Assert.All(accepted, a => Assert.True(a.IsDone, a.Refusal));
            started = Assert.Single(accepted.Select(a => a.Value).Distinct());
            Assert.Equal(runsBefore + 1, (await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows.Count);
            var log = await host.Mediator.Send(new ListActivity(), Cancelled);
            Assert.Single(log, line => line.Action == "comment-accepted");
        }
        await using (var host = await JobHost.StartAsync(root, stub))
        {
            Assert.Equal(started, (await host.Mediator.Send(new AcceptPatch(comment), Cancelled)).Value);
            var details = (await host.Mediator.Send(new GetRun(started), Cancelled))!;
            Assert.Equal((0.5, 3, (RunId?)run), (details.Spec.Head!.Dropout, details.Spec.Stages[0].Epochs, details.Parent));
            var parent = (await host.Mediator.Send(new GetRun(run), Cancelled))!;
            var difference = ConfigPatch.Table(parent.Spec, details.Spec).Select(s => s.Setting);
            Assert.Equal(["head.dropout", "stages[0].epochs"], difference.Order());
            Assert.Equal(started, (await host.Mediator.Send(new ListComments(run), Cancelled)).Comments.Single().Run!.Id);
        }
    }

    [Fact]
    public async Task Patch_ThatIsNotThere_OrWasWithdrawn_StartsNothing()
    {
        var stub = StubHost.Write(root, "trap 'finished cancelled; exit 3' TERM; epoch 0; forever");
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync();
        var run = (
            await host.Mediator.Send(new StartRun(SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "x"), dataset.Version), Cancelled)
        ).Value;
        var plain = (await host.Mediator.Send(new WriteComment(run, "words", Guid.NewGuid()), Cancelled)).Value;
        Assert.Contains("no patch", (await host.Mediator.Send(new AcceptPatch(plain), Cancelled)).Refusal);
        var patched = (await host.Mediator.Send(new WriteComment(run, "words", Guid.NewGuid(), Changes: [new("seed", "7")]), Cancelled)).Value;
        await host.Mediator.Send(new WithdrawComment(patched), Cancelled);
        Assert.Contains("withdrawn", (await host.Mediator.Send(new AcceptPatch(patched), Cancelled)).Refusal);
        Assert.Single((await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows);
    }
}
