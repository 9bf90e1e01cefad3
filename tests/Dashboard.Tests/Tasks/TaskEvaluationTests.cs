using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Tasks;

/// <summary>Reports, drawn by their task's own part.</summary>
public sealed class TaskEvaluationTests : PageContext
{
    [Fact]
    public void Classes_AreDrawnWithTheirMistakes()
    {
        var page = Open(TaskSamples.Classes());
        Assert.StartsWith(
            "1 of 3 pictures of the validation are wrong, most often cat for dog",
            page.Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(Thumb('c', 64), page.Find("[data-testid=worst-mistakes] img").GetAttribute("src"));
    }

    [Fact]
    public void Classes_OpenTheCellOfTheAddress()
    {
        Navigation.NavigateTo("runs/x?tab=evaluation&cell=0-1");
        Assert.Single(Open(TaskSamples.Classes()).FindAll("[data-testid=cell-pictures] .picture"));
    }

    [Fact]
    public void Labels_HaveATableWithThresholds_TheWeakestFirst()
    {
        var page = Open(TaskSamples.Labels());
        Assert.StartsWith(
            "Every label is right on 2 of 4 validation examples.",
            page.Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(
            [
                ["red", "66.7 %", "100 %", "50.0 %", "100 %", "2", "0.800"],
                ["round", "66.7 %", "50.0 %", "100 %", "50.0 %", "1", "0.300"],
            ],
            Cells(page.FindAll("[data-testid=label-table] tbody tr"))
        );
        Assert.Contains("50.0 %", page.Find("[data-testid=label-averages]").TextContent);
    }

    [Theory]
    [InlineData("red", "Miss", "b")]
    [InlineData("red", null, "b")]
    [InlineData("red", "Hit", "a")]
    [InlineData("round", "FalseAlarm", "c")]
    [InlineData("round", "Hit", "a")]
    public void Labels_ShowThePicturesOfALabel(string label, string? kind, string picture)
    {
        Navigation.NavigateTo($"runs/x?tab=evaluation&label={label}" + (kind is null ? "" : $"&kind={kind}"));
        Assert.Equal([Thumb(picture[0], 64)], Open(TaskSamples.Labels()).FindAll("[data-testid=label-pictures] img").Select(i => i.GetAttribute("src")));
    }

    [Fact]
    public void Labels_WithoutSuchAPicture_SayWhatThatMeans()
    {
        Navigation.NavigateTo("runs/x?tab=evaluation&label=round&kind=Miss");
        Assert.Contains("Every example with round was found.", Open(TaskSamples.Labels()).Find("[data-testid=label-pictures]").TextContent);
    }

    [Fact]
    public void Labels_TryAnotherThreshold_AtOnce()
    {
        Navigation.NavigateTo("runs/x?tab=evaluation&label=red");
        var page = Open(TaskSamples.Labels());
        Assert.Equal(["100 %", "50.0 %", "66.7 %", "1", "1", "0"], Figures(page));
        Assert.Empty(page.FindAll("[data-testid=threshold-own]"));
        page.Find("[data-testid=threshold-slider]").Input("0.15");
        Assert.Equal("0.150", page.Find("[data-testid=threshold-now]").TextContent);
        Assert.Equal(["66.7 %", "100 %", "80.0 %", "2", "0", "1"], Figures(page));
        var mark = Assert.Single(Curve(page).Marks);
        Assert.Equal((1, 0.6667), (mark.X, mark.Y));
        page.Find("[data-testid=threshold-own]").Click();
        Assert.Equal(["100 %", "50.0 %", "66.7 %", "1", "1", "0"], Figures(page));
    }

    [Theory]
    [InlineData("0.15", "Miss", "")]
    [InlineData("0.15", "FalseAlarm", "c")]
    [InlineData("0.15", "Hit", "ab")]
    [InlineData("0.8", "Hit", "a")]
    [InlineData("7", "Hit", "a")]
    [InlineData("high", "Hit", "a")]
    public void Labels_OfATriedThreshold_HaveItsPictures(string threshold, string kind, string pictures)
    {
        Navigation.NavigateTo($"runs/x?tab=evaluation&label=red&kind={kind}&threshold={threshold}");
        var page = Open(TaskSamples.Labels());
        Assert.Equal(pictures.Select(p => Thumb(p, 64)), page.FindAll("[data-testid=label-pictures] img").Select(i => i.GetAttribute("src")));
        Assert.Equal(threshold == "0.15", page.Find("[data-testid=kind-Miss]").GetAttribute("href")!.Contains("threshold=0.15", StringComparison.Ordinal));
        Assert.DoesNotContain("threshold", page.FindAll("[data-testid=label-table] a").Single(a => a.TextContent == "round").GetAttribute("href"));
    }

    [Fact]
    public void Labels_HaveAPrecisionRecallCurve()
    {
        Navigation.NavigateTo("runs/x?tab=evaluation&label=red");
        Assert.Equal([new(0.5, 1), new(1, 1), new(1, 0.6667), new(1, 0.5)], Curve(Open(TaskSamples.Labels())).Series[0].Points);
    }

    [Fact]
    public void Labels_OfAnswersAlone_HaveNoThreshold()
    {
        Navigation.NavigateTo("runs/x?tab=evaluation&label=red&threshold=0.2");
        var page = Open(TaskSamples.Of("multi-label-classification", new(["red"], [new("a.png", [1], [1])]), new() { ["outputs"] = "answers" }));
        Assert.Empty(page.FindAll("[data-testid=label-threshold]"));
        Assert.Single(page.FindAll("[data-testid=label-table] tbody tr"));
    }

    [Fact]
    public void Labels_OfAnUnknownName_ShowTheWorst()
    {
        Navigation.NavigateTo("runs/x?label=blue");
        Assert.Equal(
            [Thumb('b', 64), Thumb('c', 64)],
            Open(TaskSamples.Labels()).FindAll("[data-testid=label-pictures] img").Select(i => i.GetAttribute("src"))
        );
    }

    [Fact]
    public void Numbers_HaveATableChartsAndTheWorstPicturesFirst()
    {
        var page = Open(TaskSamples.Numbers());
        Assert.StartsWith(
            "length is off by 1.33 on average over 3 validation examples. R² 0.950.",
            page.Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal(
            [
                ["length", "1.33", "1.83", "0.950", "0.978", "−0.667"],
            ],
            Cells(page.FindAll("[data-testid=target-table] tbody tr"))
        );
        Assert.NotEmpty(page.FindAll("[data-testid=chart-scatter]"));
        Assert.NotEmpty(page.FindAll("[data-testid=chart-residuals]"));
        Assert.Equal(Thumb('b', 64), page.Find("[data-testid=worst-pictures] img").GetAttribute("src"));
        Assert.Contains("true 20", Plain(page.Find("[data-testid=worst-pictures] .picture-caption")));
        Assert.Contains("said 17", Plain(page.Find("[data-testid=worst-pictures] .picture-caption")));
    }

    [Fact]
    public void Numbers_OfSeveralTargets_AreNamedEachInItsUnit()
    {
        Navigation.NavigateTo("runs/x?target=weight");
        var page = Open(TaskSamples.Of("regression", new(["length", "weight"], [new("a.png", [10, 900], [11, 800]), new("b.png", [20, 500], [17, 500])])));
        Assert.StartsWith(
            "On average over 2 validation examples: length off by 2.00, weight off by 50.0.",
            page.Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("weight", page.Find("[data-testid=target-table] a[aria-current]").TextContent);
    }

    [Theory]
    [InlineData(3.0, 3500.0, 0.0, 4000.0)]
    [InlineData(0.11, 0.88, 0.0, 1.0)]
    [InlineData(5.0, 5.0, 4.0, 6.0)]
    public void Scatter_HasTheSameRoundEndsOnBothAxes(double smallest, double largest, double low, double high)
    {
        var page = Open(TaskSamples.Of("regression", new(["x"], [new("a.png", [smallest], [smallest]), new("b.png", [largest], [largest])])));
        var options = page.FindComponents<Chart>().Select(c => c.Instance.Options).Single(o => o.Kind == ChartKind.Scatter);
        Assert.Equal((low, high), (options.XMin!.Value, Math.Round(options.XMax!.Value, 9)));
        Assert.Equal((options.XMin, options.XMax), (options.YMin, options.YMax));
        Assert.Equal(2, options.Series[0].Points.Count);
    }

    [Fact]
    public void Predictions_ThatAreNotThere_AreMissedInASentence() =>
        Assert.Contains(
            "missing from the artifact store",
            Open(new("regression", [], null, null, Refusal.OfSentence("The predictions of this evaluation are missing from the artifact store."))).Markup
        );

    private string Thumb(char character, int length) => Services.GetRequiredService<MediaAddress>().Thumb(new string(character, length));

    private static string[] Figures(IRenderedComponent<TaskEvaluation> page) =>
        [.. page.FindAll("[data-testid=threshold-figures] dd").Select(d => d.TextContent)];

    private static ChartOptions Curve(IRenderedComponent<TaskEvaluation> page) =>
        page.FindComponents<Chart>().Single(c => c.Instance.TestId == "chart-precision-recall").Instance.Options;

    private static string[][] Cells(IEnumerable<IElement> rows) =>
        [.. rows.Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).ToArray())];

    private static string Plain(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private IRenderedComponent<TaskEvaluation> Open(StoredEvaluation evaluation) => Render<TaskEvaluation>(p => p.Add(v => v.Evaluation, evaluation));
}
