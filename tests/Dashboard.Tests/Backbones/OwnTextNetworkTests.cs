using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Inputs.Texts;
using MlOpsDashboard.Dashboard.Components.Pages.Backbones;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun.Sections;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Backbones;

/// <summary>Networks of texts that a person brings, in the form of a new run and on their pages.</summary>
public sealed class OwnTextNetworkTests : PageContext
{
    private static readonly DraftDataset Reviews = new(DatasetId.New(), DatasetVersionId.New(), "reviews", 1, 8_000, [new("a", 4_000), new("b", 4_000)], null)
    {
        Input = TextInputCard.InputName,
        Kind = DatasetKinds.Labels,
    };

    private readonly CustomModelSummary pictures = Summary("scans", 'a', [null, 64, 64, 3], [null, 8], "gap");
    private readonly CustomModelSummary bert = Summary("bert_zh", 'b', [null, null], [null, null, 768], "norm") with
    {
        Texts = new("bert", 12, 21_128, "bert-tensorflow", 512),
    };
    private readonly List<CustomModelSummary> own;

    public OwnTextNetworkTests()
    {
        own = [pictures];
        Sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(_ => [.. own]);
        Sender.On<GetTextCounts, TextCounts?>(_ => new(TextLengths.Of([10, 20, 30, 900]), []));
    }

    [Fact]
    public async Task Form_TakesABroughtNetwork_AndSaysWhatItIs()
    {
        var draft = Draft();
        var cards = Render<TextBackbones>(p => p.Add(b => b.Draft, draft));
        Assert.Empty(cards.FindAll(Test("text-network")));
        cards.Find(Test("bring-text-network")).Click();
        ImportCustomModel? asked = null;
        Sender.On<ImportCustomModel, Outcome<CustomModelId>>(request =>
        {
            asked = request;
            own.Add(bert);
            return bert.Id;
        });
        var box = cards.FindComponent<ModelDropBox>();
        await box.InvokeAsync(() => box.Instance.OnChosen(new("model", 0, 3, 100, 0, "config.json", [])));
        Assert.Contains("3 files", cards.Find(Test("sending-model")).TextContent, StringComparison.Ordinal);
        await box.InvokeAsync(() => box.Instance.OnSent([]));
        Assert.Equal(TextInputCard.InputName, asked!.Input);

        var facts = cards.Find(Test("text-network")).TextContent;
        foreach (var said in new[] { "BERT", "12 layers × 768", "21,128", "TensorFlow's BERT", "512 tokens", "unknown" })
            Assert.Contains(said, facts, StringComparison.Ordinal);
        Assert.Empty(cards.FindAll(Test("custom-" + pictures.Id)));
        Assert.True(cards.Find(Test("custom-" + bert.Id)).HasAttribute("checked"));
        Assert.Equal((bert.File, null, TextInputCard.InputName), (draft.Spec.Backbone.File, draft.Spec.Backbone.Layer, draft.Spec.Data.Input));
        // What the baseline was trained with is no way to train a network that knows something.
        Assert.Equal((StrategyNames.FeatureExtraction, "inference"), (draft.Strategy, draft.Spec.BatchNormMode));
        Assert.True(draft.Spec.Stages[0].Unfreeze.IsNone);
        // Several labels on it are judged as of texts.
        draft.ChangeHead(head => head with { Pooling = "cls" });
        Assert.Empty(draft.Problems);
        Assert.Contains(
            "512",
            Render<AdvancedSection>(p => p.Add(s => s.Draft, draft)).Find(Test("field-data.maxLength")).TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cancel_WhileAWorkerLooks_EndsTheQuestion()
    {
        var never = new TaskCompletionSource<Outcome<CustomModelId>>();
        Sender.OnAsync<ImportCustomModel, Outcome<CustomModelId>>(_ => never.Task);
        var added = false;
        var box = Render<ModelDropBox>(p => p.Add(x => x.OnAdded, _ => added = true));
        await box.InvokeAsync(() => box.Instance.OnChosen(new("model", 0, 1, 100, 0, "bert.zip", [])));
        var sent = box.InvokeAsync(() => box.Instance.OnSent([]));
        await box.Find(Test("cancel-model")).ClickAsync(new());
        await sent;
        Assert.True(Sender.TokenOf<ImportCustomModel>().IsCancellationRequested);
        Assert.False(added);
        Assert.Empty(box.FindAll(Test("model-problem")));
        Assert.Empty(box.FindAll(Test("checking-model")));
    }

    [Fact]
    public void Pictures_AreNotOfferedIt()
    {
        own.Add(bert);
        var draft = new RunDraft();
        var section = Render<BackboneSection>(p => p.Add(s => s.Draft, draft));
        Assert.Single(section.FindAll(Test("custom-" + pictures.Id)));
        Assert.Empty(section.FindAll(Test("custom-" + bert.Id)));
    }

    [Fact]
    public void NewRunWithIt_OpensTheFormOfTexts()
    {
        var address = BackboneLinks.NewRun(bert);
        var spec = DraftLink.Decode(address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..]).Value!;
        Assert.Equal(TextInputCard.InputName, InputCards.Of(spec).Name);
        Assert.Empty(TrainingSpecValidator.Validate(spec));
        var draft = new RunDraft();
        draft.Load(spec);
        draft.ChooseDataset(Reviews with { Kind = DatasetKinds.Class });
        Assert.Equal(bert.File, draft.Spec.Backbone.File);
        Assert.Empty(draft.Problems);
    }

    [Fact]
    public void Page_ShowsTheNetworkAndNoCut()
    {
        var inspection = new ModelInspection(
            "bert",
            [null, null],
            [null, null, 768],
            1,
            [new(0, "norm", "LayerNormalization", [null, null, 768], 1, [])],
            null,
            null,
            bert.Texts
        );
        var details = new CustomModelDetails(bert, "bert.zip", "anna", "", "", inspection, null, [], false);
        Sender.On<GetCustomModel, CustomModelDetails?>(_ => details);
        Sender.On<EditCustomModel, Outcome>(_ => Outcome.Done);
        var page = Render<CustomModelPage>(p => p.Add(x => x.Id, bert.Id.Value));
        Assert.Contains("bert_zh reads texts and gives 768 features.", page.Markup, StringComparison.Ordinal);
        Assert.Single(page.FindAll(Test("text-network")));
        Assert.Empty(page.FindAll(Test("cut")));
        Assert.Empty(page.FindAll(Test("tab-grayscale")));
        page.Find(Test("save-custom")).Click();
        Assert.Equal("norm", Assert.Single(Sender.SentOf<EditCustomModel>()).Cut);
        own.Add(bert);
        Assert.Single(Render<BackbonesPage>().FindAll(Test("text-network")));
    }

    private static string Test(string id) => $"[data-testid='{id}']";

    private static RunDraft Draft()
    {
        var draft = new RunDraft();
        draft.ChooseDataset(Reviews);
        return draft;
    }

    private static CustomModelSummary Summary(string name, char hash, IReadOnlyList<long?> input, IReadOnlyList<long?> features, string cut) =>
        new(
            CustomModelId.New(),
            name,
            $"custom:{new string(hash, 64)}/{name}",
            new string(hash, 64),
            5_000,
            224,
            3,
            input,
            features,
            cut,
            $"{name}, brought by anna",
            0,
            Samples.Now,
            false
        );
}
