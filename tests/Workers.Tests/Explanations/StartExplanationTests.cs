using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Tests.Jobs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Explanations;

/// <summary>Runs of an explanation are started once each; only the child is a stub.</summary>
public sealed class StartExplanationTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("explain-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Runs_AreStartedOnce_StoppedAndStartedAgain_AcrossARestart()
    {
        var stub = StubHost.Write(
            root,
            "if [ -f \"$home/quick\" ]; then epoch 0; models; finished completed; exit 0; fi; trap 'finished cancelled; exit 3' TERM; epoch 0; forever"
        );
        var id = ExplanationId.New();
        int all;
        await using (var host = await JobHost.StartAsync(root, stub))
        {
            var (one, two) = await VersionsAsync(host);
            var before = (await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows.Count;
            var started = await Task.WhenAll(
                Enumerable.Range(0, 5).Select(_ => Task.Run(() => host.Mediator.Send(new StartExplanation(id, one, two, Seeds: 2), Cancelled)))
            );
            Assert.All(started, outcome => Assert.True(outcome.IsDone, outcome.Refusal));
            var view = (await host.Mediator.Send(new GetExplanation(id), Cancelled))!;
            all = (await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows.Count;
            // Three specs with two seeds each, but those that the versions were trained by.
            Assert.Equal((6, view.All - view.Done), (view.All, all - before));
            Assert.True(view is { CanStop: true, CanContinue: false });
        }
        await using (var host = await JobHost.StartAsync(root, stub))
        {
            // Asked again after a restart: nothing new.
            Assert.True((await host.Mediator.Send(new ContinueExplanation(id), Cancelled)).IsDone);
            Assert.Equal(all, (await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows.Count);
            Assert.True((await host.Mediator.Send(new StopExplanation(id), Cancelled)).IsDone);
            await UntilAsync(async () => !(await host.Mediator.Send(new GetExplanation(id), Cancelled))!.CanStop);
            var stopped = (await host.Mediator.Send(new GetExplanation(id), Cancelled))!;
            Assert.True(stopped.CanContinue);
            Assert.NotNull(stopped.StoppedAt);
            var lost = stopped.Steps.SelectMany(step => step.Runs).Count(run => run.IsLost);
            // Each lost run gets one in its place, however often that is asked for.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => host.Mediator.Send(new ContinueExplanation(id), Cancelled))));
            Assert.Equal(all + lost, (await host.Mediator.Send(new ListRuns(new()), Cancelled)).Rows.Count);
            Assert.Null((await host.Mediator.Send(new GetExplanation(id), Cancelled))!.StoppedAt);
        }
    }

    private async Task<(ModelVersionId One, ModelVersionId Two)> VersionsAsync(JobHost host)
    {
        var quick = Path.Combine(root, "quick");
        await File.WriteAllTextAsync(quick, "", Cancelled);
        var dataset = await host.AddDatasetAsync();
        var first = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "x");
        var second = first with { Head = first.Head! with { Dropout = 0.5 }, Stages = [first.Stages[0] with { Epochs = 3 }] };
        var versions = new List<ModelVersionId>();
        foreach (var spec in (TrainingSpec[])[first, second])
        {
            var run = (await host.Mediator.Send(new StartRun(spec, dataset.Version), Cancelled)).Value;
            await UntilAsync(async () => (await host.Mediator.Send(new GetRun(run), Cancelled))!.Row.Status == RunStatus.Completed);
            var stored = (await host.Get<IRunStore>().FindAsync(run, Cancelled))!;
            var contents = new ModelVersionContents(
                stored.BestModel!,
                5,
                "{}",
                dataset.ClassNames,
                dataset.Version,
                stored.SpecJson,
                "{}",
                "{}",
                "1",
                run,
                null,
                stored.Metrics,
                "",
                "{}"
            );
            var added = await host.Get<IModelStore>().AddVersionAsync("net", contents, Core.Callers.Caller.LocalOwner, Cancelled);
            versions.Add((await host.Get<IModelStore>().FindAsync("net", $"{added.Value!.Version}", Cancelled))!.Version);
        }
        File.Delete(quick);
        return (versions[0], versions[1]);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 600 && !await holds(); i++)
            await Task.Delay(50, Cancelled);
        Assert.True(await holds());
    }
}
