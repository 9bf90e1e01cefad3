using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Imports;
using NetVips;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Gates with the real engine as their child, from a dataset with a test part to an alias that moves.</summary>
public sealed class RealGateTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-gate-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Way_FromARequestToTheAlias_AndBack()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var whole = await RealRunTests.ImportAsync(host);
        var split = await host.Mediator.Send(new ReviseDataset(whole.Version, new HoldOut(0.1, 0.25)), Cancelled);
        Assert.Null(split.Refusal);
        var data = (await host.Get<IDatasetStore>().FindByNameAsync("emoji-mini", null, Cancelled))!;
        Assert.Equal(2, data.Number);

        // Nothing carries the alias: the gate judges the candidate alone.
        await RegisterAsync(host, await TrainAsync(host, data.Version, epochs: 1, seed: 1));
        var model = (await host.Mediator.Send(new GetModel("emoji"), Cancelled))!;
        var first = await JudgedAsync(host, model.Id, 1);
        Assert.True(first.Passes, string.Join(" ", first.Results.Select(rule => rule.Said.Sentence)));
        Assert.Null(first.Report!.Incumbent);
        Assert.Equal((30, 30, 0), (first.Report.Held, first.Report.Candidate.Rows, first.Report.LeakCount));
        Assert.Null(first.Report.Candidate.Parity!.Fault);
        Assert.Contains("Apache-2.0", first.Report.Candidate.Weights!.Sentence);
        Assert.True(first.Report.Candidate.Milliseconds > 0);
        Assert.True((await ApproveAsync(host, first)).Value);
        // Delivered once more, it has no second effect.
        Assert.Contains("approved already", (await ApproveAsync(host, first)).Refusal);

        // The second is judged beside the first, on the same pictures.
        await RegisterAsync(host, await TrainAsync(host, data.Version, epochs: 6, seed: 2));
        var second = await JudgedAsync(host, model.Id, 2);
        var report = second.Report!;
        Assert.Equal((1, 30), (report.Incumbent!.Version, report.Paired!.Rows));
        Assert.NotNull(report.Paired.P);
        Assert.Equal(report.Candidate.Metrics["accuracy"]!.Value - report.Incumbent.Metrics["accuracy"]!.Value, report.Paired.Difference, 1e-9);
        Assert.Equal(data.ClassNames, report.Classes.Select(change => change.Name));
        Assert.Equal(30, report.Classes.Sum(change => change.Rows));
        Assert.Contains(report.Settings, setting => setting.Setting == "seed");
        var moved = await ApproveAsync(host, second);
        Assert.Null(moved.Refusal);
        Assert.Equal(2, (await host.Mediator.Send(new GetModel("emoji"), Cancelled))!.Aliases["champion"]);

        var back = await host.Mediator.Send(new RollBackAlias(model.Id, "champion", 2, "it fails on Mondays"), Cancelled);
        Assert.Null(back.Refusal);
        Assert.Equal(1, (await host.Mediator.Send(new GetModel("emoji"), Cancelled))!.Aliases["champion"]);
        Assert.True((await host.Mediator.Send(new GetReview(back.Value), Cancelled))!.IsRollback);
        // Further back there is nothing.
        Assert.NotNull((await host.Mediator.Send(new RollBackAlias(model.Id, "champion", 1, "further"), Cancelled)).Refusal);
        Assert.Equal([1, 2, 1], (await host.Mediator.Send(new ListReviews(), Cancelled)).Select(review => review.Version));
    }

    [Fact]
    public async Task Gate_WithoutATestPart_RefusesAndSaysWhatToDo()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var data = await RealRunTests.ImportAsync(host);
        await RegisterAsync(host, await TrainAsync(host, data.Version, epochs: 1, seed: 1));
        var model = (await host.Mediator.Send(new GetModel("emoji"), Cancelled))!;
        var refused = await JudgedAsync(host, model.Id, 1);
        Assert.Equal(ReviewStatus.Refused, refused.Status);
        Assert.Contains("keeps no picture apart for a test", refused.Said!.Sentence);
        Assert.NotNull((await ApproveAsync(host, refused)).Refusal);
    }

    [Fact]
    public async Task Holdout_WithAPictureOfTheTrainingInIt_IsNamedAsALeak()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var whole = await RealRunTests.ImportAsync(host);
        var manifest = (await host.Get<IDatasetStore>().ReadManifestAsync(whole.Version, Cancelled))!;
        // test/ holds, among others, a training picture of another size, and another byte by byte.
        using var zip = new MemoryStream();
        var byClass = manifest.Entries.GroupBy(entry => entry.Class).ToDictionary(group => group.Key, group => group.ToList());
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, pictures) in byClass)
            {
                for (var i = 0; i < pictures.Count; i++)
                    Add(archive, $"{(i < 8 ? "test" : "train")}/{name}/{i}.png", File.ReadAllBytes(host.Layout.Blob(pictures[i].Sha256)));
                using var other = Image.NewFromFile(host.Layout.Blob(pictures[10].Sha256)).Resize(0.7);
                Add(archive, $"test/{name}/smaller.png", other.PngsaveBuffer());
                Add(archive, $"test/{name}/same.png", File.ReadAllBytes(host.Layout.Blob(pictures[11].Sha256)));
            }
        }
        var import = await host.Mediator.Send(new StartImport("leaky", host.Upload(zip.ToArray(), "leaky.zip")), Cancelled);
        Assert.Null(import.Refusal);
        await host.Get<ImportWaiter>().WaitAsync(import.Value, Cancelled);
        var view = (await host.Mediator.Send(new GetImport(import.Value), Cancelled))!;
        Assert.True(view.Status == ImportStatus.Completed, view.Sentence);
        var data = (await host.Get<IDatasetStore>().FindByNameAsync("leaky", null, Cancelled))!;
        Assert.Equal(30, data.Parts!.Test);
        await RegisterAsync(host, await TrainAsync(host, data.Version, epochs: 1, seed: 1));
        var model = (await host.Mediator.Send(new GetModel("emoji"), Cancelled))!;
        var judged = await JudgedAsync(host, model.Id, 1);
        Assert.Equal(ReviewStatus.Judged, judged.Status);
        Assert.Equal(
            byClass.Keys.SelectMany(name => new[] { $"test/{name}/same.png", $"test/{name}/smaller.png" }).Order(StringComparer.Ordinal),
            judged.Report!.Leaks.Select(leak => leak.Held).Order(StringComparer.Ordinal)
        );
        Assert.Equal((24, 6), (judged.Report.Candidate.Rows, judged.Report.LeakCount));
        Assert.False(judged.Passes);
        Assert.Contains("same.png", judged.Results.Single(rule => rule.Rule == "leaks").Said.Sentence);
        Assert.NotNull((await ApproveAsync(host, judged)).Refusal);
    }

    [Fact]
    public async Task Gate_OfTexts_JudgesWordsAndNamesThoseThatAreNearlyTheSame()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var table = new StringBuilder("label,review,split\n");
        for (var i = 0; i < 80; i++)
            table.Append(i % 2 == 0 ? "good" : "bad").Append(',').Append(Sentence(i)).Append(i % 4 < 2 ? ",train\n" : ",test\n");
        // Of the training, with other case and marks; and word by word.
        table.Append("good,\"").Append(Sentence(0).ToUpperInvariant()).Append(" !!\",test\nbad,").Append(Sentence(1)).Append(",test\n");
        var import = await host.Mediator.Send(new StartImport("reviews", host.Upload(Encoding.UTF8.GetBytes(table.ToString()), "reviews.csv")), Cancelled);
        await host.Get<ImportWaiter>().WaitAsync(import.Value, Cancelled);
        var view = (await host.Mediator.Send(new GetImport(import.Value), Cancelled))!;
        Assert.True(view.Status == ImportStatus.Completed, view.Sentence);
        var data = (await host.Get<IDatasetStore>().FindByNameAsync("reviews", null, Cancelled))!;
        var spec = RealTextRunTests.Spec;
        var started = await host.Mediator.Send(new StartRun(spec, data.Version), Cancelled);
        Assert.Null(started.Refusal);
        var run = await RealRunTests.UntilEndedAsync(host, started.Value);
        Assert.Equal(RunStatus.Completed, run.Status);
        await RegisterAsync(host, run.Run);
        var judged = await JudgedAsync(host, (await host.Mediator.Send(new GetModel("emoji"), Cancelled))!.Id, 1);
        Assert.Equal(ReviewStatus.Judged, judged.Status);
        Assert.Equal("texts", judged.Report!.Input);
        Assert.Equal(data.Parts!.Test, judged.Report.Held);
        Assert.Equal(2, judged.Report.LeakCount);
        Assert.Equal([false, true], judged.Report.Leaks.Select(leak => leak.IsSame).Order());
        Assert.True(judged.Report.Candidate.Metrics["accuracy"] > 0.8, $"{judged.Report.Candidate.Metrics["accuracy"]}");
    }

    private static string Sentence(int i)
    {
        string[] good = ["lovely rooms", "kind people", "quiet nights", "fresh bread", "warm water"],
            bad = ["dirty rooms", "rude people", "loud nights", "stale bread", "cold water"];
        string[] places = ["harbour", "station", "garden", "market", "castle", "bridge", "river", "forest", "museum", "church", "airport"];
        var words = i % 2 == 0 ? good : bad;
        return $"{words[i / 2 % 5]} near the {places[i % 11]} and {words[((i / 2) + 2) % 5]} by {places[(i * 7 + 3) % 11]} number {i * 37}";
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(bytes);
    }

    private static async Task<RunId> TrainAsync(JobHost host, DatasetVersionId data, int epochs, int seed)
    {
        var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "", imageSize: 64) with
        {
            Stages = [new() { Epochs = epochs, Optimizer = new("Adam", ("learningRate", 0.005)) }],
            Seed = seed,
        };
        var started = await host.Mediator.Send(new StartRun(spec, data), Cancelled);
        Assert.Null(started.Refusal);
        var run = await RealRunTests.UntilEndedAsync(host, started.Value);
        Assert.Equal(RunStatus.Completed, run.Status);
        return run.Run;
    }

    private static async Task RegisterAsync(JobHost host, RunId run) =>
        Assert.Null((await host.Mediator.Send(new RegisterModel(run, "emoji", ""), Cancelled)).Refusal);

    private static async Task<ReviewDetails> JudgedAsync(JobHost host, ModelId model, int version)
    {
        var asked = await host.Mediator.Send(new RequestPromotion(model, "champion", version, "looks better"), Cancelled);
        Assert.Null(asked.Refusal);
        ReviewDetails? review = null;
        await Until.TrueAsync(async () =>
            (review = await host.Mediator.Send(new GetReview(asked.Value), Cancelled))!.Status is not (ReviewStatus.Waiting or ReviewStatus.Judging)
        );
        return review!;
    }

    private static Task<Outcome<bool>> ApproveAsync(JobHost host, ReviewDetails review) =>
        host.Mediator.Send(new ApproveReview(review.Id, review.Artifact, review.ReportHash ?? "", review.Rules.Number, "agreed"), Cancelled);
}
