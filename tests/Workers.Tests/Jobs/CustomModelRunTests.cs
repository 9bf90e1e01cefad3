using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>A network of the team's own, with the real engine as the child.</summary>
public sealed class CustomModelRunTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-custom-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Way_OfACustomModel_FromADroppedFileToAVersionThatIsABackboneAgain()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var dataset = await RealRunTests.ImportAsync(host);
        var imported = await host.Mediator.Send(
            new ImportCustomModel(Upload(host, "pretrained_model.keras", SmallClassifier())),
            TestContext.Current.CancellationToken
        );
        Assert.Null(imported.Refusal);
        var model = (await host.Mediator.Send(new GetCustomModel(imported.Value), TestContext.Current.CancellationToken))!;
        Assert.Equal(("pretrained_model", "gap", "pretrained_model.keras"), (model.Summary.Name, model.Summary.Cut, model.FileName));
        Assert.Equal(("out", "softmax", -2), (model.Inspection.Classifier!.Layer, model.Inspection.Classifier.Activation, model.Inspection.Features!.Index));
        Assert.Empty(Directory.GetDirectories(host.Layout.Uploads));
        // The same bytes are the same model.
        Assert.Equal(
            imported.Value,
            (
                await host.Mediator.Send(
                    new ImportCustomModel(
                        Upload(
                            host,
                            "again.keras",
                            await File.ReadAllBytesAsync(host.Layout.Blob(model.Summary.Artifact), TestContext.Current.CancellationToken)
                        )
                    ),
                    TestContext.Current.CancellationToken
                )
            ).Value
        );

        var compared = await host.Mediator.Send(new CompareGrayscale(model.Summary.ToSpec(), dataset.Version, 32), TestContext.Current.CancellationToken);
        Assert.Null(compared.Refusal);
        Assert.InRange(compared.Value!.Methods.Single(m => m.Method == "sum").RelativeDifference, 0, 1e-4);
        Assert.Equal(4, compared.Value.Pictures.Count);

        // On grey pictures, for which its first kernel is mixed.
        var spec = Spec(1, 32) with
        {
            Backbone = model.Summary.ToSpec() with { InputChannels = new() { Method = "sum" } },
            Data = new() { ImageSize = [32, 32], ColorMode = "grayscale" },
        };
        var started = await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken);
        Assert.Null(started.Refusal);
        var run = await RealRunTests.UntilEndedAsync(host, started.Value);
        var details = (await host.Mediator.Send(new GetRun(run.Run), TestContext.Current.CancellationToken))!;
        Assert.True(run.Status == RunStatus.Completed, details.Row.StatusDetail);
        Assert.Equal(
            (imported.Value, model.Summary.Artifact, "pretrained_model.keras, brought by local user"),
            (details.CustomModel!.Id, details.CustomModel.Sha256, details.CustomModel.CameFrom)
        );
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
        async Task<string> RefusedAsync(string name, byte[] bytes) =>
            (await host.Mediator.Send(new ImportCustomModel(Upload(host, name, bytes)), TestContext.Current.CancellationToken)).Refusal!;
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
        var forged = await host.Mediator.Send(
            new StartRun(Spec(1) with { Backbone = new() { File = file } }, dataset.Version),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("backbone.file", forged.Refusal);
        var weights = await host.Mediator.Send(
            new StartRun(
                Spec(1) with
                {
                    Backbone = new() { Name = "VGG16", Weights = file },
                },
                dataset.Version
            ),
            TestContext.Current.CancellationToken
        );
        Assert.Contains("backbone.weights", weights.Refusal);
        Assert.Equal(0, (await host.Mediator.Send(new ListRuns(new()), TestContext.Current.CancellationToken)).Total);
        Assert.NotNull(
            (await host.Mediator.Send(new CompareGrayscale(new() { File = file }, dataset.Version, 64), TestContext.Current.CancellationToken)).Refusal
        );
        Assert.NotNull(
            (
                await host.Mediator.Send(
                    new CompareGrayscale(new() { Name = "VGG16", Weights = file }, dataset.Version, 64),
                    TestContext.Current.CancellationToken
                )
            ).Refusal
        );
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
        return Bytes(
            new Sequential([
                InputLayer.Of(32, 32, 3),
                new Rescaling(1 / 255.0),
                new Conv2D(8, 3, activation: "relu"),
                new GlobalAveragePooling2D(name: "gap"),
                new Dense(4, "softmax", name: "out"),
            ])
        );
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

    private static TrainingSpec Spec(int epochs, int imageSize = 64) =>
        SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "", imageSize: imageSize) with
        {
            Stages = [new() { Epochs = epochs, Optimizer = new("Adam", ("learningRate", 0.005)) }],
        };
}
