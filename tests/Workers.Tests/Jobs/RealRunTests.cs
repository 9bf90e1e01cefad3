using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks.ImageClassification;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;
using MlOpsDashboard.Registry.Runs;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Imports;
using MlOpsDashboard.Workers.Jobs.Working;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The whole wing with the real engine as its child: real pictures, real pretrained weights.</summary>
public sealed class RealRunTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-real-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Way_FromASampleToAPrediction()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await ImportAsync(host);
        Assert.Equal(120, dataset.Pictures);

        var started = await host.Mediator.Send(new StartRun(Spec(epochs: 6, imageSize: 96), dataset.Version), TestContext.Current.CancellationToken);
        Assert.Null(started.Refusal);
        var run = await UntilEndedAsync(host, started.Value);
        Assert.True(
            run.Status == RunStatus.Completed,
            (await host.Mediator.Send(new GetRun(run.Run), TestContext.Current.CancellationToken))?.Row.StatusDetail
        );
        Assert.True(run.Metrics["val_accuracy"] > 0.5, $"Three classes of emoji, pretrained weights: {run.Metrics["val_accuracy"]}");

        var registered = await host.Mediator.Send(new RegisterModel(run.Run, "emoji", "first"), TestContext.Current.CancellationToken);
        Assert.Null(registered.Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("emoji", "1", TestContext.Current.CancellationToken))!;
        Assert.Contains("largestDifference", version.Contents.ParityJson);

        // The version says of a validation picture what training said.
        var stored = (await host.Get<EvaluationReader>().ReadAsync(run.EvaluationJson, run.PreprocessingJson, TestContext.Current.CancellationToken))!;
        var evaluation = ((ImageClassificationReport)stored.Report!).Document();
        var picture = evaluation.Predictions[0];
        var manifest = (await host.Get<IDatasetStore>().ReadManifestAsync(dataset.Version, TestContext.Current.CancellationToken))!;
        var bytes = await File.ReadAllBytesAsync(
            host.Layout.Blob(manifest.Entries.Single(e => e.Path == picture.File).Sha256),
            TestContext.Current.CancellationToken
        );
        var predicted = await host.Mediator.Send(new PredictWithVersion(version.Version, host.Upload(bytes)), TestContext.Current.CancellationToken);
        Assert.Null(predicted.Refusal);
        Assert.Equal(picture.Probability, (double)predicted.Value!.Answer["probability"]!, 1e-4);
        Assert.Equal(evaluation.ClassNames[picture.Predicted], (string?)predicted.Value.Answer["class"]);
        Assert.NotNull(
            (
                await host.Mediator.Send(new PredictWithVersion(version.Version, host.Upload("no picture"u8.ToArray())), TestContext.Current.CancellationToken)
            ).Refusal
        );

        // A wrong preprocessing is noticed.
        var tampered = JsonNode.Parse(run.PreprocessingJson!)!;
        tampered["preprocessing"]!["steps"] = new JsonArray(new JsonObject { ["op"] = "swapChannels" });
        var parity = host.Get<MlOpsDashboard.Workers.Jobs.Models.ParityCheck>();
        Assert.Contains(
            "parity failed",
            (await parity.RunAsync(run.BestModel!, tampered.ToJsonString(), stored, manifest, TestContext.Current.CancellationToken)).Refusal
        );

        // Registered behind another network's preprocessing it is refused, and both are named.
        tampered["preprocessing"] = PreprocessingFunction.Named("vgg16").ToJson();
        await using (var context = await host.Get<IDbContextFactory<RegistryContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            var document = await context.Documents.SingleAsync(
                d => d.RunId == run.Run && d.Name == RunDocument.Preprocessing,
                TestContext.Current.CancellationToken
            );
            context.Entry(document).Property(d => d.Json).CurrentValue = tampered.ToJsonString();
            context.Entry(document).State = EntityState.Modified;
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var mismatched = await host.Mediator.Send(new RegisterModel(run.Run, "emoji", "second"), TestContext.Current.CancellationToken);
        Assert.StartsWith(
            "The stored preprocessing, vgg16 (swapChannels, subtract), is not what EfficientNetLite0 was trained behind.",
            mismatched.Refusal,
            StringComparison.Ordinal
        );

        var preview = await host.Mediator.Send(
            new PreviewAugmentation(dataset.Version, Spec(1) with { Augmentation = [new("RandomFlip", ("mode", "horizontal"))] }, Seed: 1, Count: 4),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(4, preview.Value!.Count);
        Assert.All(preview.Value, p => Assert.Contains(p.Class, dataset.ClassNames));
        Assert.Equal(147, (await host.Mediator.Send(new GetBackboneLayers("EfficientNetLite0"), TestContext.Current.CancellationToken)).Value!.Count);
    }

    [Fact]
    public async Task Kill_WhenTheChildIsKilledMidway_ResumesToTheSameWeights()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await ImportAsync(host);
        // Nothing cached and much random: the hardest case to repeat.
        var spec = Spec(epochs: 3) with
        {
            Augmentation = [new("RandomFlip", ("mode", "horizontal"))],
        };
        var undisturbed = await UntilEndedAsync(
            host,
            (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Value
        );

        var killed = (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Value;
        await UntilAsync(host, killed, r => r.EpochsDone >= 1);
        KillChild(host, killed);
        var resumed = await UntilEndedAsync(host, killed);

        Assert.Equal((RunStatus.Completed, RunStatus.Completed), (undisturbed.Status, resumed.Status));
        Assert.Equal(2, resumed.Attempts);
        Assert.Equal(Losses(undisturbed), Losses(resumed));
        Assert.Equal(Weights(host, undisturbed.LastModel), Weights(host, resumed.LastModel));
        Assert.Equal(Weights(host, undisturbed.BestModel), Weights(host, resumed.BestModel));
    }

    [Fact]
    public async Task Stop_WhenTraining_CancelsWithinTenSecondsAndResumeCompletes()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await ImportAsync(host);
        var spec = Spec(epochs: 6) with { Augmentation = [new("RandomFlip", ("mode", "horizontal"))] };
        var run = (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Value;
        await UntilAsync(host, run, r => r.EpochsDone >= 1);

        var clock = Stopwatch.StartNew();
        Assert.True((await host.Mediator.Send(new StopRun(run), TestContext.Current.CancellationToken)).IsDone);
        Assert.Equal(RunStatus.Cancelled, (await UntilEndedAsync(host, run)).Status);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);

        Assert.True((await host.Mediator.Send(new ResumeRun(run), TestContext.Current.CancellationToken)).IsDone);
        var resumed = await UntilEndedAsync(host, run);
        Assert.Equal((RunStatus.Completed, 6), (resumed.Status, resumed.EpochsDone));
    }

    [Fact]
    public async Task Folds_OfABinaryRun_KilledMidway_AreSummedUpAndRegistered()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await ImportAsync(host);
        var spec = Spec(epochs: 3) with
        {
            CrossValidation = new() { Folds = 3 },
            Loss = new() { Class = "BinaryCrossentropy" },
        };
        Assert.Contains("exactly 2 classes", (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Refusal);
        // Two of the three classes, the later one first.
        spec = spec with
        {
            Data = spec.Data with { ClassNames = [dataset.ClassNames[2], dataset.ClassNames[0]] },
        };
        var id = (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Value;
        await UntilAsync(host, id, r => r.EpochsDone >= 4);
        KillChild(host, id);
        var run = await UntilEndedAsync(host, id);

        Assert.Equal((RunStatus.Completed, 9, 9, 2), (run.Status, run.EpochsDone, run.TotalEpochs, run.Attempts));
        var row = (await host.Mediator.Send(new GetRun(id), TestContext.Current.CancellationToken))!.Row;
        Assert.Equal(row.Folds!.Metrics["val_accuracy"].Mean, row.PrimaryValue);
        Assert.True(row.PrimaryValue > 0.6, $"Two classes of emoji, pretrained weights: {row.PrimaryValue}");
        var stored = (await host.Get<EvaluationReader>().ReadAsync(run.EvaluationJson, run.PreprocessingJson, TestContext.Current.CancellationToken))!;
        var evaluation = ((ImageClassificationReport)stored.Report!).Document();
        Assert.Equal(80, evaluation.Predictions.Select(p => p.File).Distinct().Count());

        var registered = await host.Mediator.Send(new RegisterModel(id, "folds", "best of three"), TestContext.Current.CancellationToken);
        Assert.Null(registered.Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("folds", "1", TestContext.Current.CancellationToken))!;
        var picture = evaluation.Predictions.First(p => p.Fold == evaluation.ModelFold);
        var manifest = (await host.Get<IDatasetStore>().ReadManifestAsync(dataset.Version, TestContext.Current.CancellationToken))!;
        var bytes = await File.ReadAllBytesAsync(
            host.Layout.Blob(manifest.Entries.Single(e => e.Path == picture.File).Sha256),
            TestContext.Current.CancellationToken
        );
        var predicted = await host.Mediator.Send(new PredictWithVersion(version.Version, host.Upload(bytes)), TestContext.Current.CancellationToken);
        Assert.Equal(picture.Probability, (double)predicted.Value!.Answer["probability"]!, 1e-4);
        Assert.Equal(evaluation.ClassNames[picture.Predicted], (string?)predicted.Value.Answer["class"]);
        Assert.Equal(2, predicted.Value.Outputs.Names.Count);
    }

    private static TrainingSpec Spec(int epochs, int imageSize = 64) =>
        SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "", imageSize: imageSize) with
        {
            Stages = [new() { Epochs = epochs, Optimizer = new("Adam", ("learningRate", 0.005)) }],
        };

    internal static async Task<StoredDatasetVersion> ImportAsync(JobHost host)
    {
        var import = await host.Mediator.Send(new StartImport("emoji-mini", new SampleSource("emoji-mini")));
        Assert.Null(import.Refusal);
        await host.Get<ImportWaiter>().WaitAsync(import.Value, TestContext.Current.CancellationToken);
        var view = await host.Mediator.Send(new GetImport(import.Value));
        Assert.True(view!.Status == ImportStatus.Completed, view.Sentence);
        return (await host.Get<IDatasetStore>().FindByNameAsync("emoji-mini", null, CancellationToken.None))!;
    }

    // The archive also holds when it was saved.
    private static byte[] Weights(JobHost host, string? model)
    {
        using var archive = ZipFile.OpenRead(host.Layout.Blob(model!));
        using var entry = archive.GetEntry("model.weights.h5")!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Losses(StoredRun run) => JsonDocument.Parse(run.HistoryJson!).RootElement.GetProperty("history").GetProperty("loss").GetRawText();

    internal static Task<StoredRun> UntilEndedAsync(JobHost host, RunId run) => UntilAsync(host, run, r => r.Status.IsFinished());

    private static async Task<StoredRun> UntilAsync(JobHost host, RunId run, Func<StoredRun, bool> holds)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
        while (true)
        {
            var stored = (await host.Get<IRunStore>().FindAsync(run, CancellationToken.None))!;
            if (holds(stored))
                return stored;
            Assert.True(await changed.WaitAsync(TimeSpan.FromMinutes(2)), $"Run is {stored.Status}: nothing changed for two minutes.");
        }
    }

    private static void KillChild(JobHost host, RunId run) =>
        Posix.Kill(
            -new AttemptFolder(Path.Combine(host.Layout.Root, AttemptFolder.Handle(host.Layout, WorkKind.Training, WorkId.Of(run), 1))).Process!.ProcessId,
            Posix.SigKill
        );
}
