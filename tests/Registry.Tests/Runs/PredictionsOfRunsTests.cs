using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Registry.Storage;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>A run's predictions are an artifact; the database has the report without its rows.</summary>
public sealed class PredictionsOfRunsTests
{
    private const string Labels =
        """{"imageSize":[8,8],"preprocessing":{"steps":[]},"classNames":["red","round"],"task":"multi-label-classification","decoding":{"thresholds":[0.8,0.3]}}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finish_WithPredictions_StoresTheReportWithoutItsRows()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync(perClass: 5000);
        var predictions = new Predictions(
            ["cat", "dog"],
            [.. Enumerable.Range(0, 10_000).Select(i => new PredictionRow($"{(i < 5000 ? "cat" : "dog")}/{i % 5000}.png", [i / 5000], [0.3, 0.7]))]
        );
        var whole = EvaluationText.Of(TaskCards.Find("image-classification")!, predictions, null);
        Assert.True(whole.Length > 500_000);
        var run = await FinishAsync(registry, dataset, predictions, whole, Samples.Preprocessing);

        var stored = (await registry.Runs.FindAsync(run, Cancelled))!.EvaluationJson!;
        Assert.True(stored.Length < 20_000, stored);
        Assert.Null(JsonNode.Parse(stored)!["predictions"]);
        var evaluation = (await registry.SendAsync(new GetEvaluation(run)))!;
        Assert.Equal(10_000, evaluation.Predictions!.Rows.Count);
        Assert.Equal(0.5, evaluation.Report!.Over()["accuracy"]);
        Assert.Equal(Samples.Sha("cat1"), evaluation.PictureOf["cat/1.png"]);
    }

    [Fact]
    public async Task Evaluation_AskedForAgain_IsNotReadAgain()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var run = await FinishAsync(
            registry,
            await registry.AddDatasetAsync(),
            Numbers(0.5),
            """{"task":"regression","samples":1}""",
            """{"task":"regression","classNames":["size"]}"""
        );

        var first = (await registry.SendAsync(new GetEvaluation(run)))!;
        var again = (await registry.SendAsync(new GetEvaluation(run)))!;
        Assert.NotNull(first.Report);
        Assert.Same(first.Report, again.Report);
        Assert.Same(first.Predictions, again.Predictions);
        // What a page does with its summary is its own.
        Assert.NotSame(first.Summary, again.Summary);
        Assert.Equal(1, (int)again.Summary["samples"]!);

        File.Delete(registry.Layout.Blob((string)again.Summary["predictionsFile"]!["sha256"]!));
        Assert.Null((await registry.SendAsync(new GetEvaluation(run)))!.Predictions);
    }

    [Fact]
    public async Task Evaluation_OfSeveralLabels_IsReadWithItsThresholds()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync();
        var predictions = new Predictions(["red", "round"], [new("cat/0.png", [0, 1], [0.7, 0.4]), new("cat/1.png", [1, 1], [0.9, 0.2])]);
        var card = TaskCards.Find("multi-label-classification")!;
        var run = await FinishAsync(
            registry,
            dataset,
            predictions,
            EvaluationText.Of(card, predictions, JsonNode.Parse(Labels)!["decoding"]!.AsObject()),
            Labels
        );

        var evaluation = (await registry.SendAsync(new GetEvaluation(run)))!;
        Assert.Equal("multi-label-classification", evaluation.Task);
        Assert.Equal(0.5, evaluation.Report!.Over()["subset_accuracy"]);
        Assert.Equal("round", evaluation.Report.Words(0)!.Predicted);
    }

    [Fact]
    public async Task Evaluation_WhosePredictionsAreGone_SaysSo()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync();
        var run = await FinishAsync(
            registry,
            dataset,
            Numbers(0.5),
            """{"task":"regression","samples":1}""",
            """{"task":"regression","classNames":["size"]}"""
        );
        var sha256 = (string)JsonNode.Parse((await registry.Runs.FindAsync(run, Cancelled))!.EvaluationJson!)!["predictionsFile"]!["sha256"]!;
        File.Delete(registry.Layout.Blob(sha256));

        var evaluation = (await registry.SendAsync(new GetEvaluation(run)))!;
        Assert.Null(evaluation.Predictions);
        Assert.Equal($"The predictions of this evaluation ({sha256[..12]}) are missing from the artifact store.", evaluation.Fault?.Sentence);
        var found = await FolderVerification.RunAsync(registry.Folder, (_, _) => { }, Cancelled);
        Assert.Contains(found.Differences, d => d.Kind == "artifact" && d.Name == sha256 && d.Received == "missing");
    }

    [Fact]
    public async Task Evaluation_OfATaskThatIsNotKnown_SaysWhichAre()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var run = await FinishAsync(registry, await registry.AddDatasetAsync(), Numbers(0.5), """{"task":"poems","samples":1}""", Samples.Preprocessing);
        Assert.EndsWith("Received: poems.", (await registry.SendAsync(new GetEvaluation(run)))!.Fault?.Sentence);
    }

    [Fact]
    public async Task Compare_OfNumbers_ListsThePicturesThatEachIsBetterOn()
    {
        await using var registry = await RegistryFixture.OpenAsync();
        var dataset = await registry.AddDatasetAsync();
        const string Pipeline = """{"task":"regression","classNames":["size"]}""";
        var a = await FinishAsync(registry, dataset, Numbers(1, 0.5, 0), """{"task":"regression"}""", Pipeline);
        var b = await FinishAsync(registry, dataset, Numbers(0.2, 2, 0), """{"task":"regression"}""", Pipeline);
        var compared = (await registry.SendAsync(new CompareRuns([a, b]))).Value!;
        Assert.Equal([("cat/0.png", true), ("cat/1.png", false)], compared.ChangedSides.Select(c => (c.File, c.NowRight)));
        Assert.Equal(Samples.Sha("cat0"), compared.ChangedSides[0].Sha256);
    }

    private static Predictions Numbers(params double[] off) =>
        new(["size"], [.. off.Select((error, i) => new PredictionRow($"cat/{i}.png", [i], [i + error]))]);

    private static async Task<RunId> FinishAsync(
        RegistryFixture registry,
        Core.Datasets.StoredDatasetVersion dataset,
        Predictions predictions,
        string evaluation,
        string preprocessing
    )
    {
        var run = await registry.AddRunAsync(dataset);
        var lease = (await registry.Ledger.AcquireAsync(run, "here", Cancelled))!;
        Assert.True(await registry.Ledger.AppendAsync(lease, [Samples.Started(predictions.Names), Samples.Stage(0, 0, 0), Samples.Epoch(0)], Cancelled));
        var file = Path.Combine(registry.Folder, "scratch", PredictionsFile.FileName);
        PredictionsFile.Write(file, predictions);
        var (model, rows) = (
            await registry.Artifacts.PutAsync(new MemoryStream(Guid.NewGuid().ToByteArray()), Cancelled),
            await registry.Artifacts.PutFileAsync(file, Cancelled)
        );
        Assert.True(
            await registry.Ledger.FinishAsync(
                lease,
                RunStatus.Completed,
                null,
                new(model, model, preprocessing, evaluation, "{}") { Predictions = rows },
                Cancelled
            )
        );
        return run;
    }
}
