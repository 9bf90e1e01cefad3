using Bunit;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun.Sections;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Tasks;

/// <summary>The task of a new run, and its own part of the form.</summary>
public sealed class TaskFormTests : PageContext
{
    private readonly RunDraft draft = new();

    [Fact]
    public void Choosing_TakesTheTasksLossAndMetrics()
    {
        draft.Change(draft.Spec with { Callbacks = SpecPresets.Callbacks("val_accuracy"), Data = draft.Spec.Data with { LabelMode = "int" } });
        draft.ChooseTask(TaskCards.Find("multi-label-classification")!);
        Assert.Equal(("multi-label-classification", "BinaryCrossentropy", null), (draft.Spec.Task, draft.Spec.Loss.Class, draft.Spec.Data.LabelMode));
        Assert.Equal("val_f1_macro", draft.Spec.Callbacks.Single(c => c.Class == "ModelCheckpoint").Text("monitor"));
        Assert.Equal("val_loss", draft.Spec.Callbacks.Single(c => c.Class == "EarlyStopping").Text("monitor"));
        Assert.Equal(["Choose a dataset."], draft.Problems.Select(p => p.Sentence));
    }

    [Fact]
    public void ChoosingAnotherTask_LeavesTheOnesMembersBehind()
    {
        draft.ChooseTask(TaskCards.Find("regression")!);
        draft.ChangeMember("data.standardizeTargets", false);
        draft.ChooseLoss("Huber");
        draft.ChangeMember("loss.delta", 2.0);
        Assert.Equal(2, TaskMembers.Of(draft.Spec).Count());
        draft.ChooseTask(TaskCards.Find("image-classification")!);
        Assert.Empty(TaskMembers.Of(draft.Spec));
        Assert.Equal(["Choose a dataset."], draft.Problems.Select(p => p.Sentence));
    }

    [Fact]
    public void Choosing_TakesTheTasksPreset_AndLeavesWhatWasChosen()
    {
        ITaskCard boxes = TaskCards.Find("object-detection")!,
            classes = TaskCards.Find("image-classification")!;
        var usual = draft.Spec;
        draft.ChooseTask(boxes);
        Assert.Equal((StrategyNames.Everything, 8, "RandomFlip"), (draft.Strategy, draft.Spec.Data.BatchSize, draft.Spec.Augmentation[0].Class));
        Assert.Equal(["Choose a dataset."], draft.Problems.Select(p => p.Sentence));
        draft.ChooseTask(classes);
        Assert.Equal((StrategyNames.FeatureExtraction, 32, 0), (draft.Strategy, draft.Spec.Data.BatchSize, draft.Spec.Augmentation.Count));
        Assert.Equal(usual.Stages, draft.Spec.Stages);

        draft.ChangeStage(0, stage => stage with { Epochs = 3 });
        draft.ChangeData(data => data with { BatchSize = 5 });
        draft.ChooseTask(boxes);
        Assert.Equal((3, 5), (draft.Spec.Stages.Single().Epochs, draft.Spec.Data.BatchSize));

        draft.ChooseStrategy(StrategyNames.FineTuning);
        Assert.Equal([0.001, 0.001], draft.Spec.Stages.Select(stage => ScheduleChoice.FirstRate(stage.Optimizer)));
        draft.ChooseTask(classes);
        Assert.Equal([0.001, 0.00001], draft.Spec.Stages.Select(stage => ScheduleChoice.FirstRate(stage.Optimizer)));
    }

    [Fact]
    public void Section_OffersEveryTask()
    {
        var section = Render<TaskSection>(p => p.Add(s => s.Draft, draft));
        Assert.Equal(
            ["One label a picture", "Several labels", "Objects with boxes", "Numbers"],
            section.FindAll(".task-choice label").Select(r => r.TextContent.Trim())
        );
    }

    [Fact]
    public void Section_OffersTheTasksThatFit_WhereTheChosenOneDoesNot()
    {
        draft.ChooseTask(TaskCards.Find("image-classification")!);
        draft.ChooseDataset(Dataset(DatasetKinds.Labels));
        var section = Render<TaskSection>(p => p.Add(s => s.Draft, draft));
        var use = Assert.Single(section.FindAll(".field-problem button"));
        Assert.Equal("Use several labels", use.TextContent);
        use.Click();
        Assert.Equal("multi-label-classification", draft.Spec.Task);
        Assert.Empty(draft.ProblemsAt("task"));

        draft.ChooseTask(TaskCards.Find("regression")!);
        draft.ChooseDataset(Dataset(DatasetKinds.Class));
        Assert.Equal(
            ["Use one label", "Use several labels"],
            Render<TaskSection>(p => p.Add(s => s.Draft, draft)).FindAll(".field-problem button").Select(b => b.TextContent)
        );
    }

    [Fact]
    public void Objects_HaveTheirHeadAndNoPooledOne()
    {
        draft.Change(draft.Spec with { Head = new() { Dropout = 0.5 } });
        draft.ChooseTask(TaskCards.Find("object-detection")!);
        Assert.Equal(["Choose a dataset."], draft.Problems.Select(p => p.Sentence));
        Assert.Equal("val_ap", draft.Spec.Callbacks.Single(c => c.Class == "ModelCheckpoint").Text("monitor"));
        var form = Render<TrainingSection>(p => p.Add(s => s.Draft, draft));
        form.Find("[data-testid='field-head.kind']").Change("simple");
        form.Find("[data-testid='field-head.channels']").Change("128");
        form.Find("[data-testid='field-head.softNms']").Change(true);
        form.Find("[data-testid='field-data.mosaic']").Change("0.5");
        Assert.Equal(
            ["data.mosaic: 0.5", "head.channels: 128", "head.kind: simple", "head.softNms: True"],
            TaskMembers.Of(draft.Spec).Select(member => $"{member.Key}: {member.Value}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Choose a dataset."], draft.Problems.Select(p => p.Sentence));
        form.Find("[data-testid='field-head.channels']").Change("4");
        Assert.Contains("head.channels", draft.Problems[^1].Path, StringComparison.Ordinal);
        var head = Render<HeadSection>(p => p.Add(s => s.Draft, draft));
        Assert.Empty(head.FindAll("[data-testid='field-head.dropout']"));
        Assert.Contains("a head of its own", head.Markup, StringComparison.Ordinal);
    }

    // A fold that closed with the last problem would close while the person types in it.
    [Fact]
    public void Fold_OpensWithAProblemAndStaysOpenWithoutIt()
    {
        draft.ChooseDataset(Dataset(DatasetKinds.Class));
        var section = Render<TrainingSection>(p => p.Add(s => s.Draft, draft));
        Assert.False(section.Find("details.fold").HasAttribute("open"));
        draft.MarkUnread("stages[0].epochs", "Expected a number.");
        section.Render();
        Assert.True(section.Find("details.fold").HasAttribute("open"));
        draft.MarkUnread("stages[0].epochs", null);
        section.Render();
        Assert.True(section.Find("details.fold").HasAttribute("open"));
    }

    [Fact]
    public void Numbers_AskForDeltaWithHuberAlone()
    {
        draft.ChooseTask(TaskCards.Find("regression")!);
        var form = Form();
        Assert.Empty(form.FindAll("[data-testid='field-loss.delta']"));
        Assert.True(form.Find("[data-testid='field-data.standardizeTargets']").HasAttribute("checked"));
        form.Find("[data-testid='field-loss.class']").Change("Huber");
        form = Form();
        Assert.NotEmpty(form.FindAll("[data-testid='field-loss.delta']"));
        form.Find("[data-testid='field-data.standardizeTargets']").Change(false);
        Assert.False(TaskMembers.Get(draft.Spec, TaskCards.Find("regression")!, "data.standardizeTargets").GetBoolean());
    }

    [Fact]
    public void Labels_AskForTheFocalLosssOptions()
    {
        draft.ChooseTask(TaskCards.Find("multi-label-classification")!);
        Form().Find("[data-testid='field-loss.class']").Change("BinaryFocalCrossentropy");
        Assert.NotEmpty(Form().FindAll("[data-testid='field-loss.gamma']"));
    }

    private static DraftDataset Dataset(string kind) =>
        new(DatasetId.New(), DatasetVersionId.New(), "emoji", 1, 100, [new("a", 60), new("b", 60)], 128) { Kind = kind };

    private IRenderedComponent<DynamicComponent> Form() =>
        Render<DynamicComponent>(p =>
            p.Add(d => d.Type, TaskPages.Find(draft.Spec.Task)!.Form).Add(d => d.Parameters, new Dictionary<string, object> { ["Draft"] = draft })
        );
}
