using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Imports;
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
        Assert.True(run.Status == RunStatus.Completed, (await host.Mediator.Send(new GetRun(run.Run), TestContext.Current.CancellationToken))?.Row.StatusDetail);
        Assert.True(run.BestValAccuracy > 0.5, $"Three classes of emoji, pretrained weights: {run.BestValAccuracy}");

        var registered = await host.Mediator.Send(new RegisterModel(run.Run, "emoji", "first"), TestContext.Current.CancellationToken);
        Assert.Null(registered.Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("emoji", "1", TestContext.Current.CancellationToken))!;
        Assert.Contains("largestDifference", version.Contents.ParityJson);

        // The version says of a validation picture what training said.
        var evaluation = JsonSerializer.Deserialize<EvaluationReport>(run.EvaluationJson!, JsonSerializerOptions.Web)!;
        var picture = evaluation.Predictions[0];
        var manifest = (await host.Get<IDatasetStore>().ReadManifestAsync(dataset.Version, TestContext.Current.CancellationToken))!;
        var bytes = await File.ReadAllBytesAsync(host.Layout.Blob(manifest.Entries.Single(e => e.Path == picture.File).Sha256), TestContext.Current.CancellationToken);
        var predicted = await host.Mediator.Send(new PredictWithVersion(version.Version, bytes, "x.png"), TestContext.Current.CancellationToken);
        Assert.Null(predicted.Refusal);
        Assert.Equal(picture.Probability, predicted.Value!.Classes[0].Probability, 1e-4);
        Assert.Equal(evaluation.ClassNames[picture.Predicted], predicted.Value.Classes[0].Class);
        Assert.NotNull((await host.Mediator.Send(new PredictWithVersion(version.Version, "no picture"u8.ToArray(), "x.png"), TestContext.Current.CancellationToken)).Refusal);

        // A wrong preprocessing is noticed.
        var tampered = JsonNode.Parse(run.PreprocessingJson!)!;
        tampered["preprocessing"]!["steps"] = new JsonArray(new JsonObject { ["op"] = "swapChannels" });
        var parity = host.Get<MlOpsDashboard.Workers.Jobs.Models.ParityCheck>();
        Assert.Contains("parity failed", (await parity.RunAsync(run.BestModel!, tampered.ToJsonString(), evaluation, manifest, TestContext.Current.CancellationToken)).Refusal);

        var preview = await host.Mediator.Send(
            new PreviewAugmentation(dataset.Version, Spec(1) with { Augmentation = [new("RandomFlip", ("mode", "horizontal"))] }, Seed: 1, Count: 4), TestContext.Current.CancellationToken);
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
        var spec = Spec(epochs: 3) with { Augmentation = [new("RandomFlip", ("mode", "horizontal"))] };
        var undisturbed = await UntilEndedAsync(host, (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Value);

        var killed = (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Value;
        await UntilAsync(host, killed, r => r.EpochsDone >= 1);
        using (var child = Process.GetProcessById(PidFile.FindAlive(host.Layout.Run(killed))!.ProcessId)) child.Kill();
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
    public async Task Way_OfACustomModel_FromADroppedFileToAVersionThatIsABackboneAgain()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await ImportAsync(host);
        var imported = await host.Mediator.Send(new ImportCustomModel(Upload(host, "pretrained_model.keras", SmallClassifier())), TestContext.Current.CancellationToken);
        Assert.Null(imported.Refusal);
        var model = (await host.Mediator.Send(new GetCustomModel(imported.Value), TestContext.Current.CancellationToken))!;
        Assert.Equal(("pretrained_model", "gap", "pretrained_model.keras"), (model.Summary.Name, model.Summary.Cut, model.FileName));
        Assert.Equal(("out", "softmax", -2), (model.Inspection.Classifier!.Layer, model.Inspection.Classifier.Activation, model.Inspection.Features!.Index));
        Assert.Empty(Directory.GetDirectories(host.Layout.Uploads));
        // The same bytes are the same model.
        Assert.Equal(imported.Value, (await host.Mediator.Send(new ImportCustomModel(Upload(host, "again.keras", await File.ReadAllBytesAsync(host.Layout.Blob(model.Summary.Artifact), TestContext.Current.CancellationToken))), TestContext.Current.CancellationToken)).Value);

        var compared = await host.Mediator.Send(new CompareGrayscale(model.Summary.ToSpec(), dataset.Version, 32), TestContext.Current.CancellationToken);
        Assert.Null(compared.Refusal);
        Assert.InRange(compared.Value!.Methods.Single(m => m.Method == "sum").RelativeDifference, 0, 1e-4);
        Assert.Equal(4, compared.Value.Pictures.Count);

        // On grey pictures, for which its first kernel is mixed.
        var spec = Spec(1, 32) with { Backbone = model.Summary.ToSpec() with { InputChannels = new() { Method = "sum" } }, Data = new() { ImageSize = [32, 32], ColorMode = "grayscale" } };
        var started = await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken);
        Assert.Null(started.Refusal);
        var run = await UntilEndedAsync(host, started.Value);
        var details = (await host.Mediator.Send(new GetRun(run.Run), TestContext.Current.CancellationToken))!;
        Assert.True(run.Status == RunStatus.Completed, details.Row.StatusDetail);
        Assert.Equal((imported.Value, model.Summary.Artifact, "pretrained_model.keras, brought by local user"), (details.CustomModel!.Id, details.CustomModel.Sha256, details.CustomModel.CameFrom));
        Assert.Equal("pretrained_model", details.Row.Backbone);
        Assert.Contains("\"grayscale\"", run.PreprocessingJson);

        // Where it ends is where the next one begins.
        Assert.Null((await host.Mediator.Send(new RegisterModel(run.Run, "grey", ""), TestContext.Current.CancellationToken)).Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("grey", "1", TestContext.Current.CancellationToken))!;
        Assert.Equal(imported.Value, (await host.Mediator.Send(new GetModelVersion("grey", 1), TestContext.Current.CancellationToken))!.CustomModel!.Id);
        var again = await host.Mediator.Send(new UseVersionAsBackbone(version.Version), TestContext.Current.CancellationToken);
        Assert.Null(again.Refusal);
        var derived = (await host.Mediator.Send(new GetCustomModel(again.Value), TestContext.Current.CancellationToken))!;
        Assert.Equal(("grey", 1, run.Number), (derived.Version!.Model, derived.Version.Number, derived.Version.RunNumber));
        Assert.Equal(run.Run, Assert.Single((await host.Mediator.Send(new GetCustomModel(imported.Value), TestContext.Current.CancellationToken))!.Runs).Run);

        // An archived one starts nothing more.
        Assert.True((await host.Mediator.Send(new ArchiveCustomModel(imported.Value, true), TestContext.Current.CancellationToken)).IsDone);
        Assert.Contains("is archived", (await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken)).Refusal);
    }

    [Fact]
    public async Task CustomModel_ThatCantBeRead_IsRefusedAndLeavesNothing()
    {
        await using var host = await JobHost.StartAsync(root, null);
        async Task<string> RefusedAsync(string name, byte[] bytes) => (await host.Mediator.Send(new ImportCustomModel(Upload(host, name, bytes)), TestContext.Current.CancellationToken)).Refusal!;
        var good = SmallClassifier();
        Assert.Contains("neither", await RefusedAsync("x.keras", "no model"u8.ToArray()));
        Assert.Contains("ends in .keras or .h5", await RefusedAsync("x.pt", good));
        Assert.NotNull(await RefusedAsync("cut.keras", good[..(good.Length / 2)]));
        Assert.Contains("takes pictures", await RefusedAsync("rows.keras", Bytes(new Sequential([InputLayer.Of(4), new Dense(2)]))));
        Assert.NotNull((await host.Mediator.Send(new ImportCustomModel(new UploadSource("../..", "x.keras")), TestContext.Current.CancellationToken)).Refusal);
        Assert.Empty(await host.Mediator.Send(new ListCustomModels(true), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetDirectories(host.Layout.Uploads));
        Assert.False(Directory.Exists(host.Layout.Blobs) && Directory.EnumerateFiles(host.Layout.Blobs, "*", SearchOption.AllDirectories).Any());
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../secret.keras")]
    [InlineData("custom:../../x")]
    [InlineData("custom:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/x")]
    public async Task StartRun_WithAForgedBackboneFile_IsRefused(string file)
    {
        await using var host = await JobHost.StartAsync(root, StubHost.Write(root, "exit 1"));
        var dataset = await host.AddDatasetAsync();
        var forged = await host.Mediator.Send(new StartRun(Spec(1) with { Backbone = new() { File = file } }, dataset.Version), TestContext.Current.CancellationToken);
        Assert.Contains("backbone.file", forged.Refusal);
        var weights = await host.Mediator.Send(new StartRun(Spec(1) with { Backbone = new() { Name = "VGG16", Weights = file } }, dataset.Version), TestContext.Current.CancellationToken);
        Assert.Contains("backbone.weights", weights.Refusal);
        Assert.Equal(0, (await host.Mediator.Send(new ListRuns(new()), TestContext.Current.CancellationToken)).Total);
        Assert.NotNull((await host.Mediator.Send(new CompareGrayscale(new() { File = file }, dataset.Version, 64), TestContext.Current.CancellationToken)).Refusal);
        Assert.NotNull((await host.Mediator.Send(new CompareGrayscale(new() { Name = "VGG16", Weights = file }, dataset.Version, 64), TestContext.Current.CancellationToken)).Refusal);
    }

    private static UploadSource Upload(JobHost host, string name, byte[] bytes)
    {
        var folder = Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Path.Combine(host.Layout.Uploads, folder));
        File.WriteAllBytes(Path.Combine(host.Layout.Uploads, folder, name), bytes);
        return new(folder, name);
    }

    private static byte[] SmallClassifier()
    {
        using var names = NameScope.Begin();
        return Bytes(new Sequential([InputLayer.Of(32, 32, 3), new Rescaling(1 / 255.0), new Conv2D(8, 3, activation: "relu"), new GlobalAveragePooling2D(name: "gap"), new Dense(4, "softmax", name: "out")]));
    }

    private static byte[] Bytes(Network network)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.keras");
        using (network)
        {
            network.Initialize(1);
            KerasFile.Save(network, file);
        }
        var bytes = File.ReadAllBytes(file);
        File.Delete(file);
        return bytes;
    }

    private static TrainingSpec Spec(int epochs, int imageSize = 64) => SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "", imageSize: imageSize) with
    {
        Stages = [new() { Epochs = epochs, Optimizer = new("Adam", ("learningRate", 0.005)) }],
    };

    private static async Task<StoredDatasetVersion> ImportAsync(JobHost host)
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

    private static Task<StoredRun> UntilEndedAsync(JobHost host, RunId run) => UntilAsync(host, run, r => r.Status.IsFinished());

    private static async Task<StoredRun> UntilAsync(JobHost host, RunId run, Func<StoredRun, bool> holds)
    {
        using var changed = new SemaphoreSlim(0);
        using var subscription = host.Get<IRunFeed>().Subscribe(run, _ => changed.Release());
        while (true)
        {
            var stored = (await host.Get<IRunStore>().FindAsync(run, CancellationToken.None))!;
            if (holds(stored)) return stored;
            Assert.True(await changed.WaitAsync(TimeSpan.FromMinutes(2)), $"Run is {stored.Status}: nothing changed for two minutes.");
        }
    }
}
