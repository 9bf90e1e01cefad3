using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Explanations;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Explanations;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Explanations;

public sealed class ExplanationPageTests : PageContext
{
    private static readonly ExplanationId Id = ExplanationId.New();
    private ExplanationView view = View(Direction.Larger, [0.8, 0.82, 0.78], [0.85, 0.88, 0.84], [0.86, 0.85, null]);

    public ExplanationPageTests()
    {
        Sender.On<GetExplanation, ExplanationView?>(q => q.Id == Id ? view : null);
        Sender.On<ContinueExplanation, Outcome>(_ => Outcome.Done);
        Sender.On<StopExplanation, Outcome>(_ => Outcome.Done);
    }

    [Fact]
    public void Waterfall_SaysWhatIsBetterAndWhatIsNoise_NotByColourAlone()
    {
        var page = Show();
        Assert.Contains("8 of 9 runs", page.Find("[data-testid=explanation-progress]").TextContent);
        Assert.Equal("is-better", page.Find("[data-testid=step-1]").ClassName);
        Assert.Contains("better (±1.4 points)", page.Find("[data-testid=step-1]").TextContent);
        Assert.Contains("▲ +5.7 points", page.Find("[data-testid=step-1]").TextContent);
        Assert.Equal("is-noise", page.Find("[data-testid=step-2]").ClassName);
        Assert.Contains("within seed noise", page.Find("[data-testid=step-2]").TextContent);
        Assert.Contains("this is v3", page.Find("[data-testid=step-2]").TextContent);
    }

    [Fact]
    public void Metric_OfWhichLessIsBetter_TurnsTheWords()
    {
        view = View(Direction.Smaller, [0.8, 0.82, 0.78], [0.85, 0.88, 0.84]);
        Assert.Equal("is-worse", Show().Find("[data-testid=step-1]").ClassName);
    }

    [Fact]
    public void RunsAtWork_AreStopped_AndLostOnesStartedAgain()
    {
        var page = Show();
        page.Find("[data-testid=explanation-stop]").Click();
        Assert.Equal(new StopExplanation(Id), Assert.Single(Sender.SentOf<StopExplanation>()));
        view = view with
        {
            Steps =
            [
                .. view.Steps.Select(step => step with { Runs = [.. step.Runs.Select(run => run.HasEnded ? run : run with { Status = RunStatus.Cancelled })] }),
            ],
        };
        page = Show();
        Assert.Empty(page.FindAll("[data-testid=explanation-stop]"));
        page.Find("[data-testid=explanation-continue]").Click();
        Assert.Equal(new ContinueExplanation(Id), Assert.Single(Sender.SentOf<ContinueExplanation>()));
    }

    [Fact]
    public void NoSuchExplanation_IsSaid()
    {
        var page = Render<ExplanationPage>(p => p.Add(c => c.Id, "nonsense"));
        Assert.Contains("no such explanation", page.Markup);
    }

    private IRenderedComponent<ExplanationPage> Show() => Render<ExplanationPage>(p => p.Add(c => c.Id, Id.ToString()));

    private static ExplanationView View(Direction better, params double?[][] values) =>
        new(
            Id,
            "pets",
            1,
            3,
            new("accuracy", better, MetricSpec.Share),
            ExplainedStep.Of([
                .. values.Select(
                    (seeds, step) =>
                        (
                            (IReadOnlyList<ExplainedSetting>)(step == 0 ? [] : [new("head.dropout", "0.2", "0.5")]),
                            (IReadOnlyList<ExplainedRun>)
                                [
                                    .. seeds.Select(
                                        (value, seed) =>
                                            new ExplainedRun(seed, RunId.New(), seed + 1, value is null ? RunStatus.Running : RunStatus.Completed, value)
                                    ),
                                ]
                        )
                ),
            ]),
            false,
            "anna",
            Samples.Now,
            null
        );
}
