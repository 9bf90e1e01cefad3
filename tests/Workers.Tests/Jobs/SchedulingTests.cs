using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The whole wing with Quartz and the real registry; only the child is a stub.</summary>
public sealed class SchedulingTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Start_WhenTwoRunsAreQueued_RunsThemOneAfterTheOtherInOrder()
    {
        var stub = StubHost.Write(root, $"echo $run >> {root}/order; epoch 0; models; finished completed");
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync();

        var runs = new List<RunId>();
        for (var i = 0; i < 3; i++)
            runs.Add(await StartAsync(host, dataset));
        foreach (var run in runs)
            await UntilAsync(host, run, r => r.Status.IsFinished());

        foreach (var run in runs)
            Assert.Equal(RunStatus.Completed, (await FindAsync(host, run)).Status);
        Assert.Equal(runs.Select(r => r.ToString()), await File.ReadAllLinesAsync(Path.Combine(root, "order"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stop_WhenOneRunsAndOneWaits_CancelsBothAndImportsGoOnMeanwhile()
    {
        var stub = StubHost.Write(
            root,
            """
            if [ "$verb" = samples ]; then echo '[]'; exit 0; fi
            if [ "$verb" = import ]; then echo '{"kind":"finished","manifestFile":null,"manifestHash":null,"report":{"kept":0,"refused":[],"classes":[],"bytes":0},"refusal":"Expected two classes; received none."}'; exit 2; fi
            trap 'finished cancelled; exit 3' TERM; epoch 0; forever
            """
        );
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync();
        var (first, second) = (await StartAsync(host, dataset), await StartAsync(host, dataset));
        await UntilAsync(host, first, r => r.EpochsDone == 1);
        Assert.Equal(RunStatus.Queued, (await FindAsync(host, second)).Status);

        // The one training slot is taken; imports have their own.
        var upload = Directory.CreateDirectory(Path.Combine(host.Layout.Uploads, "one")).FullName;
        await File.WriteAllTextAsync(Path.Combine(upload, "a.png"), "x", TestContext.Current.CancellationToken);
        var import = await host.Mediator.Send(new StartImport("pets2", new UploadSource("one", "a.png")), TestContext.Current.CancellationToken);
        await host.Get<MlOpsDashboard.Workers.Jobs.Imports.ImportWaiter>().WaitAsync(import.Value, TestContext.Current.CancellationToken);
        Assert.Empty(await host.Get<IDatasetStore>().OpenImportsAsync(TestContext.Current.CancellationToken));

        Assert.True((await host.Mediator.Send(new StopRun(second), TestContext.Current.CancellationToken)).IsDone);
        Assert.Equal(RunStatus.Cancelled, (await FindAsync(host, second)).Status);
        Assert.True((await host.Mediator.Send(new StopRun(first), TestContext.Current.CancellationToken)).IsDone);
        await UntilAsync(host, first, r => r.Status == RunStatus.Cancelled);
        Assert.False((await host.Mediator.Send(new StopRun(first), TestContext.Current.CancellationToken)).IsDone);
    }

    [Fact]
    public async Task Restart_WhenARunWasInterrupted_ResumesItExactlyOnceAndThenTheWaitingOne()
    {
        var stub = StubHost.Write(
            root,
            $$"""
            trap 'finished cancelled; exit 3' TERM
            echo "$run ${resume:+1}" >> {{root}}/order
            epoch 0
            if [ ! -e {{root}}/second ]; then forever; fi
            epoch 1; models; finished completed
            """
        );
        RunId first,
            second;
        await using (var host = await JobHost.StartAsync(root, stub))
        {
            var dataset = await host.AddDatasetAsync();
            (first, second) = (await StartAsync(host, dataset), await StartAsync(host, dataset));
            await UntilAsync(host, first, r => r.EpochsDone == 1);
        }
        await File.WriteAllTextAsync(Path.Combine(root, "second"), "", TestContext.Current.CancellationToken);

        await using (var host = await JobHost.StartAsync(root, stub))
        {
            await UntilAsync(host, second, r => r.Status == RunStatus.Completed);
            await UntilAsync(host, first, r => r.Status == RunStatus.Completed);
            Assert.Equal(2, (await FindAsync(host, first)).Attempts);
            Assert.Equal(2, (await FindAsync(host, first)).EpochsDone);
        }
        var order = await File.ReadAllLinesAsync(Path.Combine(root, "order"), TestContext.Current.CancellationToken);
        Assert.Equal(3, order.Length);
        Assert.Single(order, $"{second} ");
        Assert.Equal([$"{first} ", $"{first} 1"], order.Where(l => l.StartsWith(first.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Resume_WhenARunFailed_GoesOnFromItsCheckpoint()
    {
        var stub = StubHost.Write(
            root,
            "if [ -n \"$resume\" ]; then epoch 1; models; finished completed; exit 0; fi; epoch 0; echo 'Expected memory; received none.' >&2; exit 2"
        );
        await using var host = await JobHost.StartAsync(root, stub);
        var run = await StartAsync(host, await host.AddDatasetAsync());
        await UntilAsync(host, run, r => r.Status == RunStatus.Failed);

        Assert.True((await host.Mediator.Send(new ResumeRun(run), TestContext.Current.CancellationToken)).IsDone);

        await UntilAsync(host, run, r => r.Status == RunStatus.Completed);
        Assert.Equal(2, (await FindAsync(host, run)).EpochsDone);
    }

    [Fact]
    public async Task Start_WhenTheSpecIsWrong_IsRefusedInOneSentence()
    {
        await using var host = await JobHost.StartAsync(root, StubHost.Write(root, ""));
        var dataset = await host.AddDatasetAsync(pictures: 4);

        async Task<string?> RefusalAsync(TrainingSpec spec) => (await host.Mediator.Send(new StartRun(spec, dataset.Version))).Refusal;

        Assert.Contains("precision", await RefusalAsync(Spec() with { Precision = "int3" }));
        Assert.Contains(
            "validation split of 0.1 of 4 pictures gives 4 for training and 0 for validation",
            await RefusalAsync(Spec() with { Data = new() { ValidationSplit = 0.1 } })
        );
        File.Delete(dataset.ManifestFile);
        Assert.Contains("missing", await RefusalAsync(Spec() with { Data = new() { ValidationSplit = 0.5 } }));
    }

    [Fact]
    public async Task Start_OnAVersionWithATest_GivesTheChildNoneOfItsPictures()
    {
        var stub = StubHost.Write(root, $"cp \"$data\" {root}/seen.json; models; finished completed");
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync(pictures: 20);
        await host.Mediator.Send(new ReviseDataset(dataset.Version, new HoldOut(0.2, 0.3)), TestContext.Current.CancellationToken);
        var split = (await host.Get<IDatasetStore>().FindByNameAsync("pets", 2, TestContext.Current.CancellationToken))!;

        await UntilAsync(host, await StartAsync(host, split), r => r.Status == RunStatus.Completed);

        var whole = (await host.Get<IDatasetStore>().ReadManifestAsync(split.Version, TestContext.Current.CancellationToken))!;
        var seen = System.Text.Json.JsonSerializer.Deserialize<DatasetManifest>(
            await File.ReadAllTextAsync(Path.Combine(root, "seen.json"), TestContext.Current.CancellationToken),
            DatasetManifest.Json
        )!;
        Assert.Equal(6, whole.Entries.Count(e => e.Part == DatasetPart.Test));
        Assert.Equal(whole.Entries.Where(e => e.Part != DatasetPart.Test).Select(e => e.Path), seen.Entries.Select(e => e.Path));
        // A folder of the attempt's own: that of the store holds the test too.
        Assert.StartsWith(Path.GetFullPath(host.Layout.Runs), seen.BlobRoot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfATaskThatDoesNotFitTheDataset_IsRefusedInTheWordsOfTheTask()
    {
        await using var host = await JobHost.StartAsync(root, StubHost.Write(root, ""));
        var dataset = await host.AddDatasetAsync(pictures: 12);
        Assert.Equal(2, (await host.Mediator.Send(new ReviseDataset(dataset.Version, new SeveralLabels()), TestContext.Current.CancellationToken)).Value);
        var labels = (await host.Get<IDatasetStore>().FindByNameAsync("pets", 2, TestContext.Current.CancellationToken))!;
        Assert.Equal(
            "Expected one class each (class folders, or a table with the column label) for the task image-classification. Received: several labels each.",
            (await host.Mediator.Send(new StartRun(Spec(), labels.Version), TestContext.Current.CancellationToken)).Refusal
        );
        Assert.Null((await host.Mediator.Send(new StartRun(Spec(), dataset.Version), TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public async Task Start_CountsWhatARunIsGiven()
    {
        await using var host = await JobHost.StartAsync(root, StubHost.Write(root, ""));
        var dataset = await host.AddDatasetAsync(pictures: 12);

        async Task<string?> RefusalAsync(HoldOut split, TrainingSpec spec)
        {
            var number = (await host.Mediator.Send(new ReviseDataset(dataset.Version, split))).Value;
            return (
                await host.Mediator.Send(new StartRun(spec, (await host.Get<IDatasetStore>().FindByNameAsync("pets", number, CancellationToken.None))!.Version))
            ).Refusal;
        }

        Assert.Contains(
            "validation split of 0.15 of 6 pictures gives 6 for training and 0 for validation",
            await RefusalAsync(new(0, 0.5), Spec() with { Data = new() { ValidationSplit = 0.15 } })
        );
        Assert.Contains("since the folds decide", await RefusalAsync(new(0.3, 0), Spec() with { CrossValidation = new() { Folds = 3 } }));
        Assert.Contains("10 folds; pets v", await RefusalAsync(new(0, 0.5), Spec() with { CrossValidation = new() { Folds = 10 } }));
        Assert.Null(await RefusalAsync(new(0.3, 0), Spec() with { Data = new() { ValidationSplit = 0.01 } }));
    }

    [Fact]
    public async Task Start_WhenTheKeyIsRepeated_GivesTheSameRunAndOneJob()
    {
        var stub = StubHost.Write(root, $"echo x >> {root}/count; models; finished completed");
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync();
        var key = Guid.NewGuid();

        var first = (await host.Mediator.Send(new StartRun(Spec(), dataset.Version, IdempotencyKey: key), TestContext.Current.CancellationToken)).Value;
        var again = (await host.Mediator.Send(new StartRun(Spec(), dataset.Version, IdempotencyKey: key), TestContext.Current.CancellationToken)).Value;

        Assert.Equal(first, again);
        await UntilAsync(host, first, r => r.Status == RunStatus.Completed);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(root, "count"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_WhenAnotherDashboardHasTheFolder_SaysSo()
    {
        var stub = StubHost.Write(root, "");
        await using var host = await JobHost.StartAsync(root, stub);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => JobHost.StartAsync(root, stub));
        Assert.Contains("Another dashboard", refused.Message);
    }

    [Fact]
    public async Task Start_WhenSettingsAreWrong_NamesEachOfThem()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            JobHost.StartAsync(root, "/nowhere/mlops", ("Workers:Nice", "40"), ("Workers:MaxAttempts", "0"))
        );
        Assert.Contains("Workers:HostPath", refused.Message);
        Assert.Contains("Workers:Nice to be a whole number from 0 to 19; received 40", refused.Message);
        Assert.Contains("Workers:MaxAttempts", refused.Message);
    }

    private static TrainingSpec Spec() => SpecPresets.For(StrategyNames.FeatureExtraction, BackboneCards.All[0].Name, "");

    private static async Task<RunId> StartAsync(JobHost host, StoredDatasetVersion dataset)
    {
        var started = await host.Mediator.Send(new StartRun(Spec(), dataset.Version));
        Assert.Null(started.Refusal);
        return started.Value;
    }

    private static async Task<StoredRun> FindAsync(JobHost host, RunId run) => (await host.Get<IRunStore>().FindAsync(run, CancellationToken.None))!;

    private static async Task UntilAsync(JobHost host, RunId run, Func<StoredRun, bool> holds)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
        while (!holds(await FindAsync(host, run)))
            Assert.True(await changed.WaitAsync(TimeSpan.FromSeconds(60)), $"Run is {(await FindAsync(host, run)).Status}: nothing changed for a minute.");
    }
}
