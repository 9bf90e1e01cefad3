using System.Text.Json.Nodes;
using Bunit;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun.Sections;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MlOpsDashboard.Toy.Tests.Core;
using Xunit;

namespace MlOpsDashboard.Toy.Tests;

/// <summary>The toy's form, run and evaluation in the program's own pages.</summary>
public sealed class ToyPagesTests : PageContext
{
    private static readonly Predictions Said = new(
        ["odd", "height"],
        [new("a", [1, 0.9], [0.7, 0.8]), new("b", [0, 0.2], [0.6, 0.1]), new("c", [0, 0.5], [0.1, 0.05])]
    );

    [Fact]
    public void Form_OffersTheTaskAndItsMembers()
    {
        var draft = new RunDraft();
        var tasks = Render<TaskSection>(p => p.Add(s => s.Draft, draft));
        Assert.Contains("Marks of sequences", tasks.FindAll(".task-choice label").Select(r => r.TextContent.Trim()));
        draft.ChooseTask(TaskCards.Find(ToyCard.TaskName)!);
        var form = Render<TrainingSection>(p => p.Add(s => s.Draft, draft));
        form.Find($"[data-testid='field-{ToyCard.Partners}']").Change(true);
        Assert.True(TaskMembers.Get(draft.Spec, new ToyCard(), ToyCard.Partners).GetBoolean());
        Assert.Equal(["Choose a dataset."], draft.Problems.Select(p => p.Sentence));
        Assert.Equal([ToyCard.TaskName], DatasetKinds.TasksFor(ToyCard.Kind).Select(card => card.Name));
    }

    [Fact]
    public void Run_HasAChartForEachOfItsMetrics()
    {
        var measures = MetricSet.Of(new ToyCard().Metrics, new ToyCard().OfWholeSet, "val_pair_order");
        var row = Samples.Row(1) with { Measures = measures, Metrics = MetricValues.Of(("val_pair_order", 0.75), ("val_height_mae", 0.125)) };
        Sender.On<GetRun, RunDetails?>(_ => Samples.Details(row) with { Spec = new() { Task = ToyCard.TaskName } });
        Sender.On<GetRunCurves, RunCurves?>(_ =>
            Samples.Curves(1, 2) with
            {
                Metrics = [new("loss", [2, 1]), new("height_mae", [3, 2]), new("val_height_mae", [4, 3]), new("val_pair_order", [0.5, 0.75])],
                Measures = measures,
            }
        );
        Sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(_ => []);
        var page = Render<RunPage>(p => p.Add(r => r.Id, Samples.Id(1).ToString()));
        Assert.NotEmpty(page.FindAll("[data-testid=chart-height_mae]"));
        Assert.NotEmpty(page.FindAll("[data-testid=chart-pair_order]"));
    }

    [Fact]
    public void Evaluation_IsDrawnByTheTasksOwnPart() =>
        Assert.StartsWith(
            "0.66",
            Render<TaskEvaluation>(p => p.Add(t => t.Evaluation, Evaluation())).Find("[data-testid=toy-evaluation]").TextContent,
            StringComparison.Ordinal
        );

    private static StoredEvaluation Evaluation() =>
        StoredEvaluation.Of(
            ToyCard.TaskName,
            new ToyCard().Report(Said, new JsonObject { ["threshold"] = 0.65 }).Summary,
            Said,
            new JsonObject { ["threshold"] = 0.65 }
        );
}
