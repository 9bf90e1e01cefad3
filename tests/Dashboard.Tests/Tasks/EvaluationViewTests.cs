using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Components.Tasks.ImageClassification;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Tasks;

public sealed class EvaluationViewTests : PageContext
{
    private static readonly Dictionary<string, string> Pictures = new() { ["cat/3.png"] = new('a', 64), ["cat/1.png"] = new('b', 64) };

    [Fact]
    public void Sentence_CountsMistakesAndNamesTheCommonest()
    {
        Assert.StartsWith(
            "1 of 4 pictures of the validation are wrong, most often cat for dog (1 time).",
            Open(null).Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Cells_LinkToTheirPictures_AndEmptyOnesDoNot()
    {
        var view = Open(null);
        Assert.Contains("cell=0-1", view.Find("[data-testid=cell-0-1]").GetAttribute("href"));
        Assert.Empty(view.FindAll("[data-testid=cell-1-0]"));
    }

    [Fact]
    public void OpenCell_ShowsItsPicturesInsteadOfTheWorst()
    {
        var view = Open("0-0");
        Assert.Equal(2, view.FindAll("[data-testid=cell-pictures] .picture").Count);
        Assert.Empty(view.FindAll("[data-testid=worst-mistakes]"));
    }

    [Fact]
    public void EverythingSaid_IsInTheReadersLanguage()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        var view = Open(null);
        Assert.StartsWith(
            "验证集的 4 张图片中 1 个判断错误，最常见的是把 cat 判为 dog（1 次）。",
            view.Find("[data-testid=evaluation-sentence]").TextContent,
            StringComparison.Ordinal
        );
        Assert.Contains("混淆矩阵", view.Markup);
        Assert.Contains("精确率", view.Find("[data-testid=class-table]").TextContent);
    }

    [Fact]
    public void NamesOverTheMatrix_StandUpright_WhereTheirScriptDoes()
    {
        var view = Render<ConfusionGrid>(p => p.Add(g => g.Report, Samples.Report() with { ClassNames = ["cat", "小狗"] }));
        Assert.Equal(["", "is-upright"], view.FindAll("thead th span").Select(s => s.ClassName ?? ""));
    }

    [Fact]
    public void Mistakes_OpenLarge()
    {
        var dialogs = Render<MudBlazor.MudDialogProvider>();
        Open(null).Find("[data-testid=worst-mistakes] button.picture").Click();
        Assert.Equal(
            Services.GetRequiredService<MediaAddress>().Picture(new string('a', 64)),
            dialogs.Find("[data-testid=task-picture-dialog] img").GetAttribute("src")
        );
    }

    [Theory]
    [InlineData("9-9")]
    [InlineData("x")]
    [InlineData("0--1")]
    public void BadCell_IsNoCell(string cell) => Assert.NotNull(Open(cell).Find("[data-testid=worst-mistakes]"));

    [Fact]
    public void WorstMistakes_ShowTheirThumbnails() =>
        Assert.Equal(
            Services.GetRequiredService<MediaAddress>().Thumb($"{new string('a', 64)}"),
            Open(null).Find("[data-testid=worst-mistakes] img").GetAttribute("src")
        );

    [Fact]
    public void OneOfTwoClasses_IsTriedFromAnotherThreshold()
    {
        double[] second = [0.4, 0.9, 0.8, 0.3];
        var report = Samples.Report() with
        {
            ClassNames = ["bad", "good"],
            Predictions = [.. second.Select((p, i) => new PicturePrediction($"{i}", i % 2, p > 0.5 ? 1 : 0, Math.Max(p, 1 - p), [(float)(1 - p), (float)p]))],
        };
        var view = Render<EvaluationView>(p => p.Add(v => v.Report, report).Add(v => v.PictureOf, Pictures));
        Assert.Contains("Threshold of good", view.Find("[data-testid=label-threshold]").TextContent, StringComparison.Ordinal);
        // 0.9 is found, 0.3 missed, 0.8 wrong.
        Assert.Equal(["50.0 %", "50.0 %", "50.0 %", "1", "1", "1"], Figures(view));
        view.Find("[data-testid=threshold-slider]").Input("0.85");
        Assert.Equal(["100 %", "50.0 %", "66.7 %", "1", "1", "0"], Figures(view));
        view.Find("[data-testid=other-class]").Click();
        Assert.Contains("Threshold of bad", view.Find("[data-testid=label-threshold]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["50.0 %", "50.0 %", "50.0 %", "1", "1", "1"], Figures(view));
        var three = report with
        {
            ClassNames = ["bad", "good", "mixed"],
            ConfusionMatrix =
            [
                [2, 1, 0],
                [0, 1, 0],
                [0, 0, 0],
            ],
        };
        view.Render(p => p.Add(v => v.Report, three));
        Assert.Empty(view.FindAll("[data-testid=label-threshold]"));
    }

    private static IEnumerable<string> Figures(IRenderedComponent<EvaluationView> view) =>
        view.FindAll("[data-testid=threshold-figures] dd").Select(figure => figure.TextContent);

    private IRenderedComponent<EvaluationView> Open(string? cell) =>
        Render<EvaluationView>(p => p.Add(v => v.Report, Samples.Report()).Add(v => v.PictureOf, Pictures).Add(v => v.Cell, cell));
}
