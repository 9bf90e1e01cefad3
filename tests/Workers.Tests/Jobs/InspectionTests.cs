using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Workers;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Questions that a short command answers.</summary>
public sealed class InspectionTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task GetBackboneLayers_WhenAskedAgain_AsksNoWorker()
    {
        var stub = StubHost.Write(
            root,
            $$"""echo x >> {{root}}/count; echo '{"name":"m","layers":[{"index":0,"name":"input_1","class":"InputLayer","outputShape":[null,8,8,3],"params":0},{"index":1,"name":"stem","class":"Conv2D","outputShape":[null,4,4,8],"params":216}]}'"""
        );
        await using var host = await JobHost.StartAsync(root, stub);

        var layers = await host.Mediator.Send(new GetBackboneLayers("MobileNetV3Small"), TestContext.Current.CancellationToken);
        await host.Mediator.Send(new GetBackboneLayers("MobileNetV3Small"), TestContext.Current.CancellationToken);

        Assert.Equal(new BackboneLayer(1, "stem", "Conv2D", 216), layers.Value![1] with { OutputShape = null });
        Assert.Equal([null, 4, 4, 8], layers.Value![1].OutputShape);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(root, "count"), TestContext.Current.CancellationToken));
        Assert.False((await host.Mediator.Send(new GetBackboneLayers("../x"), TestContext.Current.CancellationToken)).IsDone);
    }

    [Fact]
    public async Task FetchBackboneWeights_TellsEachStepAsItComes_AndEndsItsChildWithItsCaller()
    {
        var stub = StubHost.Write(
            root,
            $$"""echo $$ > {{root}}/child; echo '{"bytes":5,"total":10}'; while [ ! -e {{root}}/go ]; do sleep 0.02; done; echo '{"file":"w.h5","folder":"/w","address":"https://a/w.h5","hash":null,"bytes":10,"foundHash":null}'"""
        );
        await using var host = await JobHost.StartAsync(root, stub);
        var told = new TaskCompletionSource<WeightTransfer>();
        var progress = new Heard(told);
        using (var leaving = new CancellationTokenSource())
        {
            var left = host.Mediator.Send(new FetchBackboneWeights("EfficientNetB0", progress), leaving.Token);
            Assert.Equal(new WeightTransfer(5, 10), await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        }
        await File.WriteAllTextAsync(Path.Combine(root, "go"), "", TestContext.Current.CancellationToken);
        var here = await host.Mediator.Send(new FetchBackboneWeights("EfficientNetB0", progress), TestContext.Current.CancellationToken);
        Assert.True(here.Value!.AreHere);
        Assert.False((await host.Mediator.Send(new GetBackboneWeights("../x"), TestContext.Current.CancellationToken)).IsDone);
    }

    private sealed class Heard(TaskCompletionSource<WeightTransfer> first) : IProgress<WeightTransfer>
    {
        public void Report(WeightTransfer value) => first.TrySetResult(value);
    }

    [Fact]
    public async Task PreviewAugmentation_KeepsThePicturesForTheBrowserUntilTheyAreSwept()
    {
        var stub = StubHost.Write(root, """mkdir -p "$out" && echo png > "$out/00.png"; echo '{"pictures":[{"file":"00.png","source":"cat/1.jpg"}]}'""");
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync();

        var preview = await host.Mediator.Send(
            new PreviewAugmentation(dataset.Version, SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "x"), 3),
            TestContext.Current.CancellationToken
        );

        var drawn = Assert.Single(preview.Value!);
        Assert.Equal("cat", drawn.Class);
        Assert.StartsWith("/drawn/", drawn.Url, StringComparison.Ordinal);
        var (kept, id) = (new DrawnPictures(host.Layout), Guid.Parse(drawn.Url.Split('/')[^1]));
        Assert.Equal("png\n", await File.ReadAllTextAsync(kept.Find(id)!, TestContext.Current.CancellationToken));
        Assert.Equal("drawn", Path.GetFileName(Assert.Single(Directory.GetDirectories(host.Layout.Scratch))));
        Assert.Equal(0, kept.Sweep(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(30)));
        Assert.Equal(1, kept.Sweep(TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(30)));
        Assert.Null(kept.Find(id));
    }

    [Fact]
    public async Task EstimateRun_WhenNotMeasured_MeasuresInTheBackgroundAndKnowsItThen()
    {
        var stub = StubHost.Write(
            root,
            """echo '{"threads":2,"backbones":[{"name":"EfficientNetLite0","imageSize":224,"forwardImagesPerSecond":50,"trainImagesPerSecond":12.5}]}'"""
        );
        await using var host = await JobHost.StartAsync(root, stub);
        var question = new EstimateRun(SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "x"), 1000);

        Assert.StartsWith("not measured yet", (await host.Mediator.Send(question, TestContext.Current.CancellationToken)).Sentence);

        await Until.TrueAsync(async () => (await host.Mediator.Send(question, TestContext.Current.CancellationToken)).Seconds is not null);
        Assert.Contains(
            new BackboneSpeed("EfficientNetLite0", 224, 20, 80),
            await host.Mediator.Send(new ListBackboneSpeeds(), TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("NGrams", "none", "all", 5, 120)]
    [InlineData("AllMiniLML6V2", "pretrained", "none", 3, 60)]
    [InlineData("BertBaseChinese", "none", "all", 600, 7200)]
    public async Task EstimateRun_OfTexts_FollowsFromTheNetworksSize(string backbone, string weights, string unfreeze, double from, double to)
    {
        await using var host = await JobHost.StartAsync(root, StubHost.Write(root, "exit 1"));
        var spec = new TrainingSpec
        {
            Task = "text-classification",
            Backbone = new() { Name = backbone, Weights = weights },
        };
        spec = spec with { Stages = [spec.Stages[0] with { Epochs = 5, Unfreeze = unfreeze == "all" ? Unfreeze.All : Unfreeze.None }] };
        var estimate = await host.Mediator.Send(new EstimateRun(spec, 2000, null, 30), TestContext.Current.CancellationToken);
        Assert.InRange(estimate.Seconds!.Value * Environment.ProcessorCount / 2, from, to);
        Assert.InRange(estimate.MemoryGigabytes!.Value, 0.5, 6);
        var longer = await host.Mediator.Send(new EstimateRun(spec, 4000, null, 60), TestContext.Current.CancellationToken);
        Assert.True(longer.Seconds > estimate.Seconds);
    }

    [Fact]
    public async Task EstimateRun_OfANetworkOfTextsFromAFile_IsNotKnown()
    {
        await using var host = await JobHost.StartAsync(root, StubHost.Write(root, "exit 1"));
        var spec = new TrainingSpec
        {
            Task = "text-classification",
            Backbone = new() { File = "bert" },
        };
        var estimate = await host.Mediator.Send(new EstimateRun(spec, 1000), TestContext.Current.CancellationToken);
        Assert.Null(estimate.Seconds);
        Assert.StartsWith("not known", estimate.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListSamples_WhenTheWorkerKnowsThem_ListsThem()
    {
        var stub = StubHost.Write(root, """echo '[{"name":"mini","title":"Mini","description":"d","pictures":3,"classes":2,"attribution":"a"}]'""");
        await using var host = await JobHost.StartAsync(root, stub);
        Assert.Equal(
            new SampleInfo("mini", "Mini", "d", 3, 2, "a"),
            Assert.Single(await host.Mediator.Send(new ListSamples(), TestContext.Current.CancellationToken))
        );
    }

    [Fact]
    public async Task GetWorkers_WhenARunWaits_SaysWhy()
    {
        var stub = StubHost.Write(root, "trap 'exit 3' TERM; epoch 0; forever");
        await using var host = await JobHost.StartAsync(root, stub);
        var dataset = await host.AddDatasetAsync();
        var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "");
        using var changed = new SemaphoreSlim(0);
        var first = await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken);
        using var subscription = host.Get<IRunFeed>().Subscribe(first.Value, _ => changed.Release());
        await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken);
        while ((await host.Get<IRunStore>().FindAsync(first.Value, TestContext.Current.CancellationToken))!.EpochsDone == 0)
            await changed.WaitAsync(TestContext.Current.CancellationToken);

        var overview = await host.Mediator.Send(new GetWorkers(), TestContext.Current.CancellationToken);

        Assert.Equal("Waits for run 1 to end", Assert.Single(overview.Queue).Reason);
        Assert.Equal(1, Assert.Single(overview.Nodes[0].Running).RunNumber);
        Assert.Contains("busy with run 1", overview.Sentence);
    }
}
