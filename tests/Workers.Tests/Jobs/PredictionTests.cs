using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Predictions;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class PredictionTests
{
    // Answers with its own process id as the first "probability", and whether the picture was there.
    private const string Script = """
        echo started >> "$(dirname $0)/starts"
        while read picture; do
          if [ "$(cat $picture)" = bad ]; then echo '{"error":"Expected a picture. Received: a file without a byte.","refusal":{"kind":0,"code":"imports.picture.empty","values":[]}}'; continue; fi
          if [ "$(cat $picture)" = die ]; then echo 'no memory left' >&2; exit 1; fi
          echo '{"probabilities":[0.25,0.75]}'
        done
        """;

    [Fact]
    public async Task Predict_WhenAskedTwice_KeepsTheChildAndRemovesThePicture()
    {
        await using var bench = await PredictionBench.CreateAsync(Script);

        var first = await bench.PredictAsync("model-a", "x");
        var second = await bench.PredictAsync("model-a", "y");

        Assert.Equal(["cat", "dog"], first.Value!.Outputs.Names);
        Assert.Equal("[0.25,0.75]", first.Value.Answer["probabilities"]!.ToJsonString());
        Assert.True(second.IsDone);
        Assert.Equal(1, bench.Starts);
        Assert.Empty(Directory.GetFileSystemEntries(bench.Jobs.Layout.Uploads));
    }

    [Fact]
    public async Task Predict_WhenThePictureIsBad_IsRefusedAndTheChildStays()
    {
        await using var bench = await PredictionBench.CreateAsync(Script);

        Assert.Equal(new Refusal("imports.picture.empty"), (await bench.PredictAsync("model-a", "bad")).Reason);
        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(1, bench.Starts);
    }

    [Fact]
    public async Task Predict_WhenTheChildDies_SaysSoAndTheNextQuestionStartsAnother()
    {
        await using var bench = await PredictionBench.CreateAsync(Script);

        Assert.Contains("no memory left", (await bench.PredictAsync("model-a", "die")).Refusal);
        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(2, bench.Starts);
    }

    [Fact]
    public async Task Predict_WhenAThirdModelIsAsked_EndsTheOneUsedLongestAgo()
    {
        await using var bench = await PredictionBench.CreateAsync(Script);
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
        await using var bench = await PredictionBench.CreateAsync(Script);
        await bench.Pool.StartAsync(CancellationToken.None);
        await bench.PredictAsync("model-a", "x");
        var child = bench.Jobs.Table.List().Single().ProcessId;

        for (var i = 0; i < 10; i++)
            bench.Time.Advance(TimeSpan.FromSeconds(15));

        await Until.TrueAsync(() => !Directory.Exists($"/proc/{child}"));
        await bench.Pool.StopAsync(CancellationToken.None);
        Assert.Equal(0, bench.Pool.Count);
    }

    [Fact]
    public async Task Predict_WhenTheChildHasGrownTooLarge_EndsItAfterItsAnswer()
    {
        await using var bench = await PredictionBench.CreateAsync(Script, warmMegabytes: 0);

        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(0, bench.Pool.Count);
        Assert.True((await bench.PredictAsync("model-a", "x")).IsDone);
        Assert.Equal(2, bench.Starts);
    }

    [Fact]
    public async Task Predict_WhenThePictureIsTooLargeOrEmpty_StartsNothing()
    {
        await using var bench = await PredictionBench.CreateAsync(Script);
        var model = await bench.StoreAsync("model-a");

        Assert.Contains(
            "21 MB",
            (
                await bench.Predictor.PredictAsync(
                    new("words.run.any"),
                    model,
                    "{}",
                    ["cat", "dog"],
                    bench.Upload(new byte[PicturePredictor.LargestPicture + 1]),
                    CancellationToken.None
                )
            ).Refusal
        );
        Assert.Contains(
            "empty",
            (await bench.Predictor.PredictAsync(new("words.run.any"), model, "{}", ["cat", "dog"], bench.Upload([]), CancellationToken.None)).Refusal
        );
        Assert.Contains(
            "missing",
            (
                await bench.Predictor.PredictAsync(new("words.run.any"), new string('0', 64), "{}", ["cat", "dog"], bench.Upload([1]), CancellationToken.None)
            ).Refusal
        );
        Assert.Equal(0, bench.Starts);
    }

    [Fact]
    public async Task Prepare_WhenThePreprocessingDiffers_KeepsTheModelsApart()
    {
        await using var bench = await PredictionBench.CreateAsync(Script);
        var artifact = await bench.StoreAsync("model-a");
        var folders = bench.Jobs.Get<ModelFolders>();

        var one = (await folders.PrepareAsync(artifact, "{\"a\":1}", CancellationToken.None)).Value;
        var two = (await folders.PrepareAsync(artifact, "{\"a\":2}", CancellationToken.None)).Value;

        Assert.NotEqual(one, two);
        Assert.Equal(
            "{\"a\":1}",
            await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(one)!, "preprocessing.json"), TestContext.Current.CancellationToken)
        );
        Assert.Equal("model-a", await File.ReadAllTextAsync(one!, TestContext.Current.CancellationToken));
        Assert.Equal(one, (await folders.PrepareAsync(artifact, "{\"a\":1}", CancellationToken.None)).Value);
    }

    private sealed class PredictionBench(WorkBench jobs, FakeTimeProvider time, WarmChildren pool) : IAsyncDisposable
    {
        private readonly WorkerCalls calls = new(jobs.Get<CallRunner>(), pool, jobs.Get<IOptions<WorkerOptions>>(), jobs.Layout);

        public WorkBench Jobs => jobs;
        public FakeTimeProvider Time => time;
        public WarmChildren Pool => pool;
        public PicturePredictor Predictor => new(jobs.Get<ModelFolders>(), calls, jobs.Layout);
        public int Starts => File.Exists(Path.Combine(Jobs.Root, "starts")) ? File.ReadAllLines(Path.Combine(Jobs.Root, "starts")).Length : 0;

        public static async Task<PredictionBench> CreateAsync(string script, int warmMegabytes = 3000)
        {
            var (jobs, time) = (await WorkBench.CreateAsync(script), new FakeTimeProvider());
            return new(jobs, time, new(jobs.Get<CallRunner>(), time, Options.Create(new WorkerOptions { WarmModelMegabytes = warmMegabytes })));
        }

        public Task<string> StoreAsync(string model) =>
            jobs.Get<IArtifactStore>().PutAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(model)), CancellationToken.None);

        public UploadSource Upload(byte[] picture)
        {
            var id = Guid.NewGuid().ToString("N");
            Directory.CreateDirectory(Path.Combine(Jobs.Layout.Uploads, id));
            File.WriteAllBytes(Path.Combine(Jobs.Layout.Uploads, id, "picture"), picture);
            return new(id, "picture");
        }

        public async Task<Outcome<PredictionResult>> PredictAsync(string model, string picture) =>
            await Predictor.PredictAsync(
                new("words.run.any"),
                await StoreAsync(model),
                "{}",
                ["cat", "dog"],
                Upload(System.Text.Encoding.UTF8.GetBytes(picture)),
                CancellationToken.None
            );

        public async ValueTask DisposeAsync()
        {
            calls.Dispose();
            pool.Dispose();
            await jobs.DisposeAsync();
        }
    }
}
