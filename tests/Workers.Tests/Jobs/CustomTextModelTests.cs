using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Imports;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Networks of texts that a person brings, with the real engine as the child.</summary>
public sealed class CustomTextModelTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("jobs-custom-texts-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Way_OfBertsFiles_FromTheBrowserToAVersionThatAnswers()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var imported = await ImportAsync(host, Files("config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors"));
        Assert.Null(imported.Refusal);
        var model = (await host.Mediator.Send(new GetCustomModel(imported.Value), TestContext.Current.CancellationToken))!.Summary;
        Assert.Equal(new InspectedTexts("bert", 3, 1425, "bert-huggingface", 128), model.Texts);
        Assert.Equal(("bert 3 x 64", 64L), (model.Name, model.FeatureShape[^1]));
        // The same files in a folder, sent in another order, are the same network.
        Assert.Equal(
            imported.Value,
            (
                await ImportAsync(
                    host,
                    [.. Files("model.safetensors", "vocab.txt", "config.json", "tokenizer_config.json").Select(file => ("mine/" + file.Name, file.Bytes))]
                )
            ).Value
        );

        var dataset = await DatasetAsync(
            host,
            "text,polite,loud\nplease sit,1,0\nSIT NOW,0,1\nplease stand,1,0\nSTAND UP NOW,0,1\nplease go,1,0\nGO GO GO,0,1\n"
        );
        Assert.Equal(DatasetKinds.Labels, dataset.Kind);
        var spec = Spec("multi-label-classification", model);
        Assert.NotEqual(TextInputCard.InputName, InputCards.Of(spec).Name);
        var estimate = await host.Mediator.Send(
            new EstimateRun(spec with { Data = spec.Data with { Input = TextInputCard.InputName } }, dataset.Pictures, dataset.Parts),
            TestContext.Current.CancellationToken
        );
        Assert.NotNull(estimate.Seconds);
        var started = await host.Mediator.Send(new StartRun(spec, dataset.Version), TestContext.Current.CancellationToken);
        Assert.Null(started.Refusal);
        var run = await RealRunTests.UntilEndedAsync(host, started.Value);
        var details = (await host.Mediator.Send(new GetRun(run.Run), TestContext.Current.CancellationToken))!;
        Assert.True(run.Status == RunStatus.Completed, details.Row.StatusDetail);
        Assert.Equal((imported.Value, TextInputCard.InputName), (details.CustomModel!.Id, InputCards.Of(details.Spec).Name));

        Assert.Null((await host.Mediator.Send(new RegisterModel(run.Run, "tone", ""), TestContext.Current.CancellationToken)).Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("tone", "1", TestContext.Current.CancellationToken))!;
        Assert.Contains("largestDifference", version.Contents.ParityJson);
        var answer = await host.Mediator.Send(
            new PredictWithVersion(version.Version, PredictionQuestion.OfText("please")),
            TestContext.Current.CancellationToken
        );
        Assert.Null(answer.Refusal);
        var again = await host.Mediator.Send(new UseVersionAsBackbone(version.Version), TestContext.Current.CancellationToken);
        Assert.Null(again.Refusal);
        Assert.Equal(3, (await host.Mediator.Send(new GetCustomModel(again.Value), TestContext.Current.CancellationToken))!.Summary.Texts!.Layers);
    }

    [Fact]
    public async Task Import_TakesWhatTensorFlowHubPublishes()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var pair = await ImportAsync(host, ("bert_zh_L-3.tar.gz", Tar("bert-tiny-hub")), ("preprocess.tar.gz", Tar("bert-tiny-hub-preprocess")));
        Assert.Null(pair.Refusal);
        var model = (await host.Mediator.Send(new GetCustomModel(pair.Value), TestContext.Current.CancellationToken))!;
        Assert.Equal(("bert_zh_L-3", "bert-tensorflow"), (model.Summary.Name, model.Summary.Texts!.Tokenizer));
        Assert.Equal("bert_zh_L-3.tar.gz, preprocess.tar.gz", model.FileName);
        // All but the pooler, also where operations lie between its layers.
        Assert.Equal(model.Inspection.Params - (64 * 64) - 64, model.Summary.Params);
        Assert.Null((await ImportAsync(host, ("encoder.tar.gz", Tar("bert-tiny-hub")))).Refusal);
        var nnlm = await ImportAsync(host, ("nnlm.zip", Zip("nnlm-tiny")));
        Assert.Null(nnlm.Refusal);
        Assert.Equal(
            new InspectedTexts("nnlm", 0, 2001, "nnlm", null),
            (await host.Mediator.Send(new GetCustomModel(nnlm.Value), TestContext.Current.CancellationToken))!.Summary.Texts
        );
    }

    [Fact]
    public async Task Import_OfWhatIsNoNetworkOfTexts_IsRefusedAndLeavesNothing()
    {
        await using var host = await JobHost.StartAsync(root, null);
        async Task<string> RefusedAsync(params (string Name, byte[] Bytes)[] files) => (await ImportAsync(host, files)).Refusal!;
        Assert.Contains("config.json, model.safetensors, and vocab.txt", await RefusedAsync(Files("model.safetensors")));
        Assert.Contains("Received vocab.txt.", await RefusedAsync(Files("vocab.txt")));
        Assert.Contains("model.safetensors beside config.json", await RefusedAsync(Files("config.json", "vocab.txt")));
        Assert.Contains("with its tokenizer", await RefusedAsync(Files("config.json", "model.safetensors")));
        Assert.Contains("pytorch_model.bin, which is not read", await RefusedAsync([.. Files("config.json", "vocab.txt"), ("pytorch_model.bin", [1, 2, 3])]));
        Assert.Contains("ends in .keras", await RefusedAsync(("notes.docx", "PK"u8.ToArray())));
        Assert.Contains("another", await RefusedAsync(("preprocess.tar.gz", Tar("bert-tiny-hub-preprocess"))));
        Assert.Empty(await host.Mediator.Send(new ListCustomModels(true), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetDirectories(host.Layout.Uploads));
        Assert.False(Directory.Exists(host.Layout.Blobs) && Directory.EnumerateFiles(host.Layout.Blobs, "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task StartRun_OnANetworkOfAnotherInput_IsRefused()
    {
        await using var host = await JobHost.StartAsync(root, null);
        var imported = await ImportAsync(host, ("nnlm.zip", Zip("nnlm-tiny")));
        var model = (await host.Mediator.Send(new GetCustomModel(imported.Value), TestContext.Current.CancellationToken))!.Summary;
        var pictures = await RealRunTests.ImportAsync(host);
        var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "") with { Backbone = model.ToSpec() };
        var started = await host.Mediator.Send(new StartRun(spec, pictures.Version), TestContext.Current.CancellationToken);
        Assert.Contains("Expected a backbone of pictures. Received nnlm, a network of texts.", started.Refusal);
    }

    private static async Task<Core.Outcome<Core.CustomModelId>> ImportAsync(JobHost host, params (string Name, byte[] Bytes)[] files)
    {
        var folder = Guid.NewGuid().ToString("N");
        foreach (var (name, bytes) in files)
        {
            var path = Path.Combine(host.Layout.Uploads, folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        }
        return await host.Mediator.Send(
            new ImportCustomModel(new UploadSource(folder, files[0].Name)) { Input = TextInputCard.InputName },
            TestContext.Current.CancellationToken
        );
    }

    private static (string Name, byte[] Bytes)[] Files(params string[] names) =>
        [.. names.Select(name => (name, File.ReadAllBytes(Repository.Golden("text", "bert-tiny", name))))];

    private static byte[] Tar(string model)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            TarFile.CreateFromDirectory(Repository.Golden("text", model), zip, includeBaseDirectory: false);
        }
        return packed.ToArray();
    }

    private static byte[] Zip(string model)
    {
        using var packed = new MemoryStream();
        ZipFile.CreateFromDirectory(Repository.Golden("text", model), packed, CompressionLevel.Fastest, includeBaseDirectory: true);
        return packed.ToArray();
    }

    private static async Task<StoredDatasetVersion> DatasetAsync(JobHost host, string table)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Layout.Uploads, Guid.NewGuid().ToString("N")));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "table.csv"), table, Encoding.UTF8, TestContext.Current.CancellationToken);
        var import = await host.Mediator.Send(new StartImport("table", new UploadSource(folder.Name, "table.csv")), TestContext.Current.CancellationToken);
        await host.Get<ImportWaiter>().WaitAsync(import.Value, TestContext.Current.CancellationToken);
        var view = await host.Mediator.Send(new GetImport(import.Value), TestContext.Current.CancellationToken);
        Assert.True(view!.Status == ImportStatus.Completed, view.Sentence);
        return (await host.Get<IDatasetStore>().FindByNameAsync("table", null, TestContext.Current.CancellationToken))!;
    }

    private static TrainingSpec Spec(string task, CustomModelSummary model) =>
        new()
        {
            Task = task,
            Loss = new LossSpec { Class = "BinaryCrossentropy" },
            Data = new DataSpec { BatchSize = 2, ValidationSplit = 0.34 },
            Backbone = model.ToSpec(),
            Head = new HeadSpec { Dropout = 0, Pooling = "cls" },
            Stages = [new StageSpec { Epochs = 1, Optimizer = new ComponentSpec("Adam", ("learningRate", 0.001)) }],
        };
}
