using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Inputs.Texts;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun.Sections;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Inputs;

public sealed class TextRunTests : DashboardContext
{
    private static readonly DraftDataset Reviews = new(
        DatasetId.New(),
        DatasetVersionId.New(),
        "reviews",
        1,
        8_000,
        [new("bad", 4_000), new("good", 4_000)],
        null
    )
    {
        Input = TextInputCard.InputName,
    };

    public TextRunTests()
    {
        Sender.On<GetTextCounts, TextCounts?>(_ => new(TextLengths.Of([10, 20, 30, 200]), []));
        Sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(_ => []);
        Sender.On<GetBackboneWeights, Outcome<BackboneWeights>>(q => new BackboneWeights(
            "model.safetensors",
            "/weights",
            "https://example.org",
            null,
            null,
            null
        ));
    }

    [Fact]
    public void ADatasetOfTexts_BeginsWithTheBaseline()
    {
        var draft = Draft();
        Assert.Empty(draft.Problems);
        Assert.Equal(TextBackboneCards.All[0].Name, draft.Spec.Backbone.Name);
        Assert.Equal([StrategyNames.FromScratch], draft.Strategies);
        Assert.Equal(32, draft.Spec.Data.BatchSize);
        var stage = Assert.Single(draft.Spec.Stages);
        // 6,400 texts in batches of 32 are 200 steps.
        Assert.Equal((4, true, 800), (stage.Epochs, stage.Unfreeze.IsAll, stage.Optimizer.Component("learningRate")!.Whole("decaySteps", 0)));
    }

    [Fact]
    public void AnEncoder_IsFrozenFirst_AndFineTunedWithAWarmUp()
    {
        var draft = Draft();
        draft.ChooseBackbone("AllMiniLML6V2");
        Assert.Empty(draft.Problems);
        Assert.Equal(StrategyNames.FeatureExtraction, draft.Strategy);
        Assert.NotEqual("none", draft.Spec.Backbone.Weights);
        Assert.Equal(32, draft.Spec.Data.BatchSize);
        draft.ChooseStrategy(StrategyNames.FineTuning);
        Assert.Empty(draft.Problems);
        Assert.Equal(StrategyNames.FineTuning, draft.Strategy);
        var rate = draft.Spec.Stages[1].Optimizer.Component("learningRate")!;
        // 6,400 texts in batches of 32 are 200 steps; three epochs of them, a tenth to warm up.
        Assert.Equal((60, 540), (rate.Whole("warmupSteps", 0), rate.Whole("decaySteps", 0)));
        Assert.Equal(("AdamW", 0.01), (draft.Spec.Stages[1].Optimizer.Class, draft.Spec.Stages[1].Optimizer.Number("weightDecay", 0)));
    }

    [Theory]
    [InlineData(StrategyNames.FeatureExtraction)]
    [InlineData(StrategyNames.FineTuning)]
    [InlineData(StrategyNames.Everything)]
    [InlineData(StrategyNames.FromScratch)]
    public void EveryBackbone_WithEveryStrategyThatSuitsIt_CanStart(string strategy)
    {
        foreach (var card in TextBackboneCards.All)
        {
            var draft = Draft();
            draft.ChooseBackbone(card.Name);
            if (!draft.Strategies.Contains(strategy))
                continue;
            draft.ChooseStrategy(strategy);
            Assert.Empty(draft.Problems);
            Assert.Equal(strategy, draft.Strategy);
        }
    }

    [Fact]
    public void FromTextsToPicturesAndBack_NothingOfTheOtherStays()
    {
        var draft = Draft();
        draft.ChangeMember(TextSpec.MaxLength, 64);
        draft.ChooseDataset(new(DatasetId.New(), DatasetVersionId.New(), "pets", 1, 100, [new("cat", 50), new("dog", 50)], 128));
        Assert.Empty(draft.Problems);
        Assert.Equal(RunDraft.DefaultBackbone, draft.Spec.Backbone.Name);
        Assert.Null(draft.Spec.Data.OfTask);
        draft.ChooseDataset(Reviews);
        Assert.Empty(draft.Problems);
        Assert.Same(InputCards.All.First(card => card.Name == TextInputCard.InputName).Name, draft.Input.Name);
    }

    [Fact]
    public void SeveralLabels_OfTexts_KeepTheNetwork()
    {
        var draft = new RunDraft();
        draft.ChooseDataset(Reviews with { Kind = DatasetKinds.Labels });
        Assert.Empty(draft.Problems);
        draft.ChooseBackbone("AllMiniLML6V2");
        Assert.Empty(draft.Problems);
        Assert.Contains(TaskCards.Find(draft.Spec.Task), DatasetKinds.TasksFor(DatasetKinds.Labels, TextInputCard.InputName));
    }

    [Fact]
    public void TheForm_OffersTasksOfTexts_AndNoFieldsOfPictures()
    {
        var draft = Draft();
        Assert.Equal(
            ["One label a text", "Several labels", "Numbers"],
            Render<TaskSection>(p => p.Add(s => s.Draft, draft)).FindAll("label").Select(l => l.TextContent.Trim())
        );
        var advanced = Render<AdvancedSection>(p => p.Add(s => s.Draft, draft));
        Assert.Empty(advanced.FindAll(Test("field-data.imageSize")));
        advanced.Find(Test("field-data.maxLength")).Change("64");
        Assert.Equal(64, TextSpec.MaxLengthOf(draft.Spec));
        Assert.Contains("25", advanced.Find("[data-field='data.maxLength']").TextContent, StringComparison.Ordinal);
        Assert.Contains("at most 64 tokens", Render<SummaryPanel>(p => p.Add(s => s.Draft, draft)).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("batchNormMode", Render<TrainingSection>(p => p.Add(s => s.Draft, draft)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Backbones_AreCards_TheBaselineFirst_AndWeightsThatAreMissingAreFetched()
    {
        var draft = Draft();
        var cards = Render<TextBackbones>(p => p.Add(b => b.Draft, draft));
        Assert.Equal(TextBackboneCards.All.Select(card => card.Name), cards.FindAll("input").Select(input => input.GetAttribute("aria-label")));
        Assert.Empty(cards.FindAll(Test("weights")));
        cards.Find(Test("backbone-BertBaseChinese")).Change(true);
        cards.Render();
        Assert.NotNull(cards.Find(Test("weights-fetch")));
        Assert.Equal("BertBaseChinese", Sender.SentOf<GetBackboneWeights>().Last().Backbone);
    }

    private static RunDraft Draft()
    {
        var draft = new RunDraft();
        draft.ChooseDataset(Reviews);
        return draft;
    }
}
