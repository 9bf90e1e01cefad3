using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs;
using MlOpsDashboard.Workers.Jobs.Predictions;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class PredictionTests
{
    // Answers with its own process id as the first "probability", and whether the picture was there.
    private const string Script = """
        echo started >> "$(dirname $0)/starts"
        while read picture; do
          if [ "$(cat $picture)" = bad ]; then echo '{"error":"Expected a picture; received text."}'; continue; fi
          if [ "$(cat $picture)" = die ]; then echo 'no memory left' >&2; exit 1; fi
          echo '{"probabilities":[0.25,0.75]}'
        done
        """;

    [Fact]
    public async Task Predict_WhenAskedTwice_KeepsTheChildAndRemovesThePicture()
    {
        using var bench = new PredictionBench(Script);

        var first = await bench.PredictAsync("model-a", "x");
        var second = await bench.PredictAsync("model-a", "y");

        Assert.Equal([new("dog", 0.75), new("cat", 0.25)], first.Value!.Classes);
        Assert.True(second.IsDone);
        Assert.Equal(1, bench.Starts);
        Assert.Empty(Directory.GetFiles(bench.Jobs.Layout.Scratch, "picture-*"));
    }

    [Fact]
    public async Task Predict_WhenThePictureIsBad_IsRefusedAndTheChildStays()
    {
        using var bench = new PredictionBench(Script);

        Assert.Equal("Expected a picture; received text.", (await bench.PredictAsync("model-a", "bad")).Refusal);
        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(1, bench.Starts);
    }

    [Fact]
    public async Task Predict_WhenTheChildDies_SaysSoAndTheNextQuestionStartsAnother()
    {
        using var bench = new PredictionBench(Script);

        Assert.Contains("no memory left", (await bench.PredictAsync("model-a", "die")).Refusal);
        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(2, bench.Starts);
    }

    [Fact]
    public async Task Predict_WhenAThirdModelIsAsked_EndsTheOneUsedLongestAgo()
    {
        using var bench = new PredictionBench(Script);
        await bench.PredictAsync("model-a", "x");
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.PredictAsync("model-b", "x");
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.PredictAsync("model-a", "x");
        bench.Time.Advance(TimeSpan.FromSeconds(1));

        await bench.PredictAsync("model-c", "x");
        Assert.Equal((3, 2), (bench.Starts, bench.Pool.Count));
        await bench.PredictAsync("model-a", "x");
        Assert.Equal(3, bench.Starts);
        await bench.PredictAsync("model-b", "x");
        Assert.Equal((4, 2), (bench.Starts, bench.Pool.Count));
    }

    [Fact]
    public async Task Predict_WhenIdleForTwoMinutes_EndsTheChild()
    {
        using var bench = new PredictionBench(Script);
        await bench.Pool.StartAsync(CancellationToken.None);
        await bench.PredictAsync("model-a", "x");
        var child = bench.Jobs.Table.List().Single().ProcessId;

        for (var i = 0; i < 10; i++) bench.Time.Advance(TimeSpan.FromSeconds(15));

        await PidGoneAsync(child);
        await bench.Pool.StopAsync(CancellationToken.None);
        Assert.Equal(0, bench.Pool.Count);
    }

    [Fact]
    public async Task Predict_WhenTheChildHasGrownTooLarge_EndsItAfterItsAnswer()
    {
        using var bench = new PredictionBench(Script, warmMegabytes: 0);

        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(0, bench.Pool.Count);
        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(2, bench.Starts);
    }

    [Fact]
    public async Task Predict_WhenThePictureIsTooLargeOrEmpty_StartsNothing()
    {
        using var bench = new PredictionBench(Script);
        var model = await bench.StoreAsync("model-a");

        Assert.Contains("20 MB", (await bench.Predictor.PredictAsync("t", model, "{}", ["cat", "dog"], new byte[PicturePredictor.LargestPicture + 1], CancellationToken.None)).Refusal);
        Assert.Contains("empty", (await bench.Predictor.PredictAsync("t", model, "{}", ["cat", "dog"], [], CancellationToken.None)).Refusal);
        Assert.Contains("missing", (await bench.Predictor.PredictAsync("t", new string('0', 64), "{}", ["cat", "dog"], [1], CancellationToken.None)).Refusal);
        Assert.Equal(0, bench.Starts);
    }

    [Fact]
    public async Task Prepare_WhenThePreprocessingDiffers_KeepsTheModelsApart()
    {
        using var bench = new PredictionBench(Script);
        var artifact = await bench.StoreAsync("model-a");
        var folders = new ModelFolders(bench.Jobs.Artifacts, bench.Jobs.Layout);

        var one = await folders.PrepareAsync(artifact, "{\"a\":1}", CancellationToken.None);
        var two = await folders.PrepareAsync(artifact, "{\"a\":2}", CancellationToken.None);

        Assert.NotEqual(one, two);
        Assert.Equal("{\"a\":1}", await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(one)!, "preprocessing.json"), TestContext.Current.CancellationToken));
        Assert.Equal("model-a", await File.ReadAllTextAsync(one!, TestContext.Current.CancellationToken));
        Assert.Equal(one, await folders.PrepareAsync(artifact, "{\"a\":1}", CancellationToken.None));
    }

    private static async Task PidGoneAsync(int processId)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Directory.Exists($"/proc/{processId}")) await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private sealed class PredictionBench : IDisposable
    {
        public PredictionBench(string script, int warmMegabytes = 3000)
        {
            Jobs = new(script);
            Pool = new(Jobs.Launcher, Time, Options.Create(new WorkerOptions { WarmModelMegabytes = warmMegabytes }));
            Predictor = new(new(Jobs.Artifacts, Jobs.Layout), Pool, Jobs.Layout);
        }

        public JobBench Jobs { get; }
        public FakeTimeProvider Time { get; } = new();
        public PredictorPool Pool { get; }
        public PicturePredictor Predictor { get; }
        public int Starts => File.Exists(Path.Combine(Jobs.Root, "starts")) ? File.ReadAllLines(Path.Combine(Jobs.Root, "starts")).Length : 0;

        public Task<string> StoreAsync(string model) => Jobs.Artifacts.PutAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(model)), CancellationToken.None);

        public async Task<Outcome<PredictionResult>> PredictAsync(string model, string picture) =>
            await Predictor.PredictAsync("Try-it", await StoreAsync(model), "{}", ["cat", "dog"], System.Text.Encoding.UTF8.GetBytes(picture), CancellationToken.None);

        public void Dispose()
        {
            foreach (var child in Jobs.Table.List())
            {
                using var process = System.Diagnostics.Process.GetProcessById(child.ProcessId);
                process.Kill();
            }
            Pool.Dispose();
            Jobs.Dispose();
        }
    }
}
