using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.NewRun;

public sealed class RunDraftTests
{
    private static readonly DraftDataset Emoji = new(DatasetId.New(), DatasetVersionId.New(), "emoji", 2, 1_583, [new("a", 800), new("b", 783)], 128);
    private static readonly DraftDataset Photos = Emoji with { Name = "photos", TypicalSide = 640 };

    [Fact]
    public void New_WithADatasetOnly_CanStart()
    {
        var draft = new RunDraft();
        Assert.False(draft.CanStart);

        draft.ChooseDataset(Emoji);

        Assert.True(draft.CanStart, string.Join(" ", draft.Problems.Select(p => p.Sentence)));
        Assert.Equal("dataset:emoji/v2", draft.Spec.Data.Path);
        Assert.Equal(StrategyNames.FeatureExtraction, draft.Strategy);
        Assert.Equal("EfficientNetLite0", draft.Spec.Backbone.Name);
        Assert.False(draft.IsEdited);
        Assert.StartsWith("Freeze all of EfficientNetLite0, train a 2-way classifier", draft.Sentence);
    }

    [Theory]
    [InlineData(DatasetKinds.Class, "image-classification", "val_accuracy")]
    [InlineData(DatasetKinds.Labels, "multi-label-classification", "val_f1_macro")]
    [InlineData(DatasetKinds.Numbers, "regression", "val_mae")]
    public void ChooseDataset_WhereNobodyChoseATask_TakesTheOneOfItsKind(string kind, string task, string metric)
    {
        var draft = With(Emoji with { Kind = kind });
        Assert.Equal(task, draft.Spec.Task);
        Assert.Contains(metric, draft.Sentence);
        Assert.True(draft.CanStart, string.Join(" ", draft.Problems.Select(p => p.Sentence)));
        Assert.False(draft.IsEdited);
        draft.ChooseDataset(Emoji);
        Assert.Equal("image-classification", draft.Spec.Task);
        Assert.True(draft.CanStart);
    }

    [Fact]
    public void ChooseDataset_OfAnotherKindThanTheChosenTasks_IsAProblemOfTheTask()
    {
        var draft = With(Emoji);
        draft.ChooseTask(TaskCards.Find("image-classification")!);
        draft.ChooseDataset(Emoji with { Kind = DatasetKinds.Numbers });
        Assert.Equal("image-classification", draft.Spec.Task);
        var problem = Assert.Single(draft.ProblemsAt("task"));
        Assert.Equal(
            "Expected one class each (class folders, or a table with the column label) for the task image-classification. Received: numbers.",
            problem.Sentence
        );
        Assert.Empty(With(Emoji).ProblemsAt("task"));
    }

    [Fact]
    public void ATaskOfAnOpenedSpec_OrOfTheJson_IsChosen()
    {
        var opened = new RunDraft();
        opened.Load(opened.Spec);
        var typed = new RunDraft();
        Assert.True(
            typed
                .TakeJson(
                    TrainingSpecJson.Write(
                        typed.Spec with
                        {
                            Task = "multi-label-classification",
                            Loss = new() { Class = "BinaryCrossentropy" },
                        }
                    )
                )
                .IsDone
        );
        foreach (var draft in new[] { opened, typed })
        {
            var task = draft.Spec.Task;
            draft.ChooseDataset(Emoji with { Kind = DatasetKinds.Numbers });
            Assert.Equal(task, draft.Spec.Task);
            Assert.NotEmpty(draft.ProblemsAt("task"));
        }
    }

    [Fact]
    public void ChooseDataset_SmallPictures_TrainsAt128() => Assert.Equal([128, 128], With(Emoji).Spec.Data.ImageSize);

    [Fact]
    public void ChooseDataset_LargePictures_TrainsAtTheBackbonesSize() => Assert.Equal([224, 224], With(Photos).Spec.Data.ImageSize);

    [Fact]
    public void ChooseDataset_AfterASizeWasChosen_KeepsIt()
    {
        var draft = With(Emoji);
        draft.ChooseImageSize(96, 96);
        draft.ChooseDataset(Photos);
        Assert.Equal([96, 96], draft.Spec.Data.ImageSize);
    }

    [Fact]
    public void ChooseStrategy_FromScratchAndBack_SwitchesWeights()
    {
        var draft = With(Emoji);
        draft.ChooseStrategy(StrategyNames.FromScratch);
        // Random weights have no statistics worth keeping.
        Assert.Equal(("none", "train"), (draft.Spec.Backbone.Weights, draft.Spec.BatchNormMode));
        Assert.Equal(StrategyNames.FromScratch, draft.Strategy);
        draft.Change(draft.Spec with { BatchNormMode = "frozen" });
        draft.ChooseStrategy(StrategyNames.FromScratch);
        Assert.Equal("frozen", draft.Spec.BatchNormMode);
        draft.Change(draft.Spec with { BatchNormMode = "train" });

        draft.ChooseStrategy(StrategyNames.FineTuning);
        Assert.Equal(("imagenet", "inference"), (draft.Spec.Backbone.Weights, draft.Spec.BatchNormMode));
        Assert.Equal(20, draft.UnfreezeLastLayers);
        Assert.True(draft.CanStart);
    }

    [Fact]
    public void ChooseStrategy_KeepsWhatElseWasChosen()
    {
        var draft = With(Emoji);
        draft.ToggleAugmentation("RandomZoom", true);
        draft.ChangeHead(h => h with { Dropout = 0.5 });
        draft.ChooseStrategy(StrategyNames.Everything);
        Assert.Equal("RandomZoom", Assert.Single(draft.Spec.Augmentation).Class);
        Assert.Equal(0.5, draft.Spec.Head!.Dropout);
    }

    [Fact]
    public void ChooseBackbone_WithFewerLayers_ClampsTheUnfrozenOnes()
    {
        var draft = With(Emoji);
        draft.ChooseBackbone("EfficientNetB0");
        draft.ChooseStrategy(StrategyNames.FineTuning, 230);
        draft.ChooseBackbone("EfficientNetLite0");
        Assert.Equal(draft.Backbone!.Layers, draft.UnfreezeLastLayers);
    }

    [Fact]
    public void TakeAdvice_ClassifierOnly_IsFeatureExtraction()
    {
        var draft = With(Emoji);
        draft.ChooseStrategy(StrategyNames.FineTuning);
        draft.TakeAdvice(StrategyAdviser.Advise(200, Similarity.High));
        Assert.Equal(StrategyNames.FeatureExtraction, draft.Strategy);
    }

    [Fact]
    public void TakeAdvice_FineTuning_TakesItsNumberOfLayers()
    {
        var draft = With(Emoji);
        draft.TakeAdvice(StrategyAdviser.Advise(1_583, Similarity.Low));
        Assert.Equal(StrategyNames.FineTuning, draft.Strategy);
        Assert.Equal(50, draft.UnfreezeLastLayers);
    }

    [Fact]
    public void ToggleAugmentation_KeepsCatalogOrder_AndGoesAgain()
    {
        var draft = With(Emoji);
        draft.ToggleAugmentation("RandomContrast", true);
        draft.ToggleAugmentation("RandomFlip", true);
        Assert.Equal(["RandomFlip", "RandomContrast"], draft.Spec.Augmentation.Select(a => a.Class));
        Assert.Equal("horizontal", draft.Spec.Augmentation[0].Text("mode"));
        draft.ToggleAugmentation("RandomFlip", false);
        Assert.Equal("RandomContrast", Assert.Single(draft.Spec.Augmentation).Class);
    }

    [Fact]
    public void AddStage_GoesOnAtATenthOfTheRate()
    {
        var draft = With(Emoji);
        draft.AddStage();
        Assert.Equal(2, draft.Spec.Stages.Count);
        Assert.Equal(0.0001, draft.Spec.Stages[1].Optimizer.Number("learningRate", 0), 9);
        Assert.Equal(20, draft.Spec.Stages[1].Unfreeze.LastLayers);
        Assert.Equal(StrategyNames.FineTuning, draft.Strategy);
    }

    [Fact]
    public void RemoveStage_TheLastOne_Stays()
    {
        var draft = With(Emoji);
        draft.RemoveStage(0);
        Assert.Single(draft.Spec.Stages);
    }

    [Fact]
    public void Problems_NameTheField()
    {
        var draft = With(Emoji);
        draft.ChangeStage(0, s => s with { Optimizer = s.Optimizer.With("learningRate", -1) });
        Assert.False(draft.CanStart);
        var problem = Assert.Single(draft.ProblemsAt("stages[0]"));
        Assert.Equal("stages[0].optimizer.learningRate", problem.Path);
        Assert.Contains("received -1", problem.Sentence);
        Assert.Empty(draft.ProblemsAt("head"));
    }

    [Fact]
    public void TakeJson_UnknownProperty_IsRefusedAndChangesNothing()
    {
        var draft = With(Emoji);
        var before = draft.Spec;
        var outcome = draft.TakeJson("""{ "backbne": {} }""");
        Assert.Contains("backbne", outcome.Refusal);
        Assert.Same(before, draft.Spec);
    }

    [Fact]
    public void TakeJson_KeepsTheChosenDataset()
    {
        var draft = With(Emoji);
        var outcome = draft.TakeJson("""{ "data": { "path": "elsewhere", "imageSize": [64, 64] }, "seed": 7 }""");
        Assert.True(outcome.IsDone, outcome.Refusal);
        Assert.Equal("dataset:emoji/v2", draft.Spec.Data.Path);
        Assert.Equal(7, draft.Spec.Seed);
        draft.ChooseDataset(Photos);
        Assert.Equal([64, 64], draft.Spec.Data.ImageSize);
    }

    [Fact]
    public void ToRequest_AfterAChange_IsAnotherRun()
    {
        var draft = With(Emoji);
        var first = draft.ToRequest();
        Assert.Equal(first.IdempotencyKey, draft.ToRequest().IdempotencyKey);
        draft.Rename("second try");
        Assert.NotEqual(first.IdempotencyKey, draft.ToRequest().IdempotencyKey);
        Assert.Equal(Emoji.Version, first.Dataset);
    }

    [Fact]
    public void Load_FromARun_KeepsItsSizeAndParent()
    {
        var draft = new RunDraft();
        var parent = RunId.New();
        draft.Load(SpecPresets.For(StrategyNames.Everything, "MobileNetV3Small", "dataset:x/v1", imageSize: 96), parent);
        draft.ChooseDataset(Emoji);
        Assert.Equal([96, 96], draft.Spec.Data.ImageSize);
        Assert.Equal(parent, draft.ToRequest().Parent);
    }

    [Fact]
    public void Changed_IsRaisedOnEveryEdit()
    {
        var draft = With(Emoji);
        var raised = 0;
        draft.Changed += () => raised++;
        draft.ChooseBackbone("MobileNetV3Small");
        draft.ChooseStrategy(StrategyNames.FineTuning);
        draft.UnfreezeLast(12);
        Assert.Equal(3, raised);
        Assert.Equal(12, draft.UnfreezeLastLayers);
    }

    [Theory]
    [InlineData("64x64:10 512x300:11", 512)]
    [InlineData("64x64:11 512x300:10", 64)]
    [InlineData("", null)]
    public void MiddleSide_IsTheMiddlePicturesLongerSide(string sizes, int? expected)
    {
        var parsed = sizes
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(s => s.Split('x', ':'))
            .Select(p => new PictureSize(int.Parse(p[0]), int.Parse(p[1]), int.Parse(p[2])))
            .ToList();
        Assert.Equal(expected, DraftDataset.MiddleSide(parsed));
    }

    private static RunDraft With(DraftDataset dataset)
    {
        var draft = new RunDraft();
        draft.ChooseDataset(dataset);
        return draft;
    }
}
