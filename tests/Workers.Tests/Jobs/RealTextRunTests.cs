using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Imports;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>The whole wing with the real engine as its child, on texts.</summary>
public sealed class RealTextRunTests : IDisposable
{
    private static readonly string[] Good = ["房间很干净", "早餐很好吃", "服务很热情", "位置非常方便", "性价比高"];
    private static readonly string[] Bad = ["房间太吵了", "早餐很难吃", "服务态度差", "位置非常偏僻", "空调坏了"];
    private readonly string root = Directory.CreateTempSubdirectory("jobs-texts-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Way_FromATableInGb18030_ToAnAnswerThatSaysWhichWordsTold()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await using var host = await JobHost.StartAsync(root, null);
        var table = new StringBuilder("label,review\n");
        for (var i = 0; i < 60; i++)
        {
            var words = i % 2 == 0 ? Good : Bad;
            table
                .Append(i % 2 == 0 ? 1 : 0)
                .Append(",\"")
                .Append(words[i / 2 % 5])
                .Append('，')
                .Append(words[(i / 2 + 1 + (i / 10 % 4)) % 5])
                .Append('，')
                .Append(i)
                .Append("号房\"\n");
        }
        var folder = Directory.CreateDirectory(Path.Combine(host.Layout.Uploads, Guid.NewGuid().ToString("N")));
        await File.WriteAllBytesAsync(
            Path.Combine(folder.FullName, "reviews.csv"),
            Encoding.GetEncoding("gb18030").GetBytes(table.ToString()),
            TestContext.Current.CancellationToken
        );
        var import = await host.Mediator.Send(new StartImport("reviews", new UploadSource(folder.Name, "reviews.csv")), TestContext.Current.CancellationToken);
        Assert.Null(import.Refusal);
        await host.Get<ImportWaiter>().WaitAsync(import.Value, TestContext.Current.CancellationToken);
        var view = await host.Mediator.Send(new GetImport(import.Value), TestContext.Current.CancellationToken);
        Assert.True(view!.Status == ImportStatus.Completed, view.Sentence);
        var dataset = (await host.Get<IDatasetStore>().FindByNameAsync("reviews", null, TestContext.Current.CancellationToken))!;
        Assert.Equal((TextInputCard.InputName, 60), (dataset.Input, dataset.Pictures));
        var page = await host.Mediator.Send(new ListTexts(dataset.Version, null, null, 0, 3, Search: "早餐"), TestContext.Current.CancellationToken);
        Assert.Equal(3, page.Texts.Count);
        Assert.All(page.Texts, text => Assert.Contains("早餐", text.Text, StringComparison.Ordinal));

        var started = await host.Mediator.Send(new StartRun(Spec, dataset.Version), TestContext.Current.CancellationToken);
        Assert.Null(started.Refusal);
        var run = await RealRunTests.UntilEndedAsync(host, started.Value);
        Assert.True(
            run.Status == RunStatus.Completed,
            (await host.Mediator.Send(new GetRun(run.Run), TestContext.Current.CancellationToken))?.Row.StatusDetail
        );
        Assert.True(run.Metrics["val_accuracy"] > 0.8, $"{run.Metrics["val_accuracy"]}");

        // The words of its classes, of the texts that it did not learn from; asked again they are known.
        var steps = new Steps();
        var told = await host.Mediator.Send(new GetTellingWords(run.Run, "0", steps), TestContext.Current.CancellationToken);
        Assert.Null(told.Refusal);
        Assert.Equal(12, told.Value!.OfClass + told.Value.OfOthers);
        Assert.Contains(
            told.Value.For,
            word => word.Word == "\u592A" || word.Word == "\u5DEE" || word.Word == "\u574F" || word.Word == "\u96BE" || word.Word == "\u50FB"
        );
        Assert.Equal(new WordsProgress(12, 12), steps.Last);
        Assert.Same(told.Value, (await host.Mediator.Send(new GetTellingWords(run.Run, "0", steps), TestContext.Current.CancellationToken)).Value);
        Assert.NotNull((await host.Mediator.Send(new GetTellingWords(run.Run, "2", steps), TestContext.Current.CancellationToken)).Refusal);
        // It is what a run of an encoder must beat; with another seed there is none yet, and two questions start one.
        var encoder = Spec with
        {
            Backbone = new() { Name = "AllMiniLML6V2", Weights = "pretrained" },
        };
        async Task<RunId> BaselineAsync(TrainingSpec of) =>
            (await host.Mediator.Send(new StartBaseline(of, dataset.Version), TestContext.Current.CancellationToken)).Value;
        Assert.Equal(run.Run, await BaselineAsync(encoder));
        var second = await BaselineAsync(encoder with { Seed = 5 });
        Assert.NotEqual(run.Run, second);
        Assert.Equal(second, await BaselineAsync(encoder with { Seed = 5 }));
        Assert.Equal(RunStatus.Completed, (await RealRunTests.UntilEndedAsync(host, second)).Status);

        // Its texts go through the stored tokenizer again and give the same numbers.
        Assert.Null((await host.Mediator.Send(new RegisterModel(run.Run, "reviews", "first"), TestContext.Current.CancellationToken)).Refusal);
        var version = (await host.Get<IModelStore>().FindAsync("reviews", "1", TestContext.Current.CancellationToken))!;
        Assert.Contains("largestDifference", version.Contents.ParityJson);

        const string Asked = "空调坏了，房间太吵了";
        var answer = (
            await host.Mediator.Send(new PredictWithVersion(version.Version, PredictionQuestion.OfText(Asked)), TestContext.Current.CancellationToken)
        );
        Assert.Null(answer.Refusal);
        Assert.Equal("0", (string?)answer.Value!.Answer["class"]);
        Assert.NotEmpty(TellingToken.Of(answer.Value.Answer, Asked));
        Assert.NotNull(
            (
                await host.Mediator.Send(new PredictWithVersion(version.Version, host.Upload("no text"u8.ToArray())), TestContext.Current.CancellationToken)
            ).Refusal
        );
        await ExplainAsync(host, dataset.Version, run);
    }

    // Why a second version differs: the specs between the two are trained for real.
    private static async Task ExplainAsync(JobHost host, DatasetVersionId dataset, StoredRun first)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var stage = Spec.Stages[0];
        var changed = Spec with { Data = Spec.Data with { BatchSize = 4 }, Stages = [stage with { Epochs = stage.Epochs + 1 }, .. Spec.Stages.Skip(1)] };
        var started = await host.Mediator.Send(new StartRun(changed, dataset), cancelled);
        Assert.Null(started.Refusal);
        var second = await RealRunTests.UntilEndedAsync(host, started.Value);
        Assert.Null((await host.Mediator.Send(new RegisterModel(second.Run, "reviews", "second"), cancelled)).Refusal);
        async Task<ModelVersionId> VersionAsync(string number) => (await host.Get<IModelStore>().FindAsync("reviews", number, cancelled))!.Version;
        var explained = await host.Mediator.Send(
            new StartExplanation(ExplanationId.New(), await VersionAsync("1"), await VersionAsync("2"), Seeds: 2),
            cancelled
        );
        Assert.Null(explained.Refusal);
        async Task<ExplanationView> ViewAsync() => (await host.Mediator.Send(new GetExplanation(explained.Value), cancelled))!;
        foreach (var run in (await ViewAsync()).Steps.SelectMany(step => step.Runs))
            await RealRunTests.UntilEndedAsync(host, run.Run!.Value);
        var view = await ViewAsync();
        Assert.Equal(["data.batchSize", "stages[0].epochs"], view.Steps.Skip(1).Select(step => Assert.Single(step.Settings).Name));
        Assert.Equal((6, 6, false), (view.Done, view.All, view.CanContinue));
        // The versions' own runs stand at the ends, and the steps add up to the whole.
        Assert.Equal((first.Run, first.Metrics["val_accuracy"]), (view.Steps[0].Runs[0].Run!.Value, view.Steps[0].Runs[0].Value));
        Assert.Equal(second.Run, view.Steps[^1].Runs[0].Run);
        Assert.Equal(view.Steps[^1].Mean!.Value - view.Steps[0].Mean!.Value, view.Steps.Skip(1).Sum(step => step.Change!.Value), 9);
        Assert.All(view.Steps.Skip(1), step => Assert.NotNull(step.Noise));
    }

    private sealed class Steps : IProgress<WordsProgress>
    {
        public WordsProgress? Last { get; private set; }

        public void Report(WordsProgress value) => Last = value;
    }

    internal static TrainingSpec Spec =>
        new()
        {
            Task = "text-classification",
            Data = new DataSpec { BatchSize = 8 },
            Backbone = new BackboneSpec { Name = "NGrams" },
            Head = new HeadSpec { Dropout = 0 },
            Stages =
            [
                new StageSpec
                {
                    Epochs = 8,
                    Unfreeze = Unfreeze.All,
                    Optimizer = new ComponentSpec("Adam", ("learningRate", 0.02)),
                },
            ],
        };
}
