using Bunit;
using Microsoft.Extensions.DependencyInjection;
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
        Assert.StartsWith("1 of 4 validation pictures are wrong, most often cat for dog (1 time).", Open(null).Find("[data-testid=evaluation-sentence]").TextContent, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("9-9")]
    [InlineData("x")]
    [InlineData("0--1")]
    public void BadCell_IsNoCell(string cell) => Assert.NotNull(Open(cell).Find("[data-testid=worst-mistakes]"));

    [Fact]
    public void WorstMistakes_ShowTheirThumbnails() =>
        Assert.Equal(Services.GetRequiredService<MediaAddress>().Thumb($"{new string('a', 64)}"), Open(null).Find("[data-testid=worst-mistakes] img").GetAttribute("src"));

    private IRenderedComponent<EvaluationView> Open(string? cell) => Render<EvaluationView>(p => p.Add(v => v.Report, Samples.Report()).Add(v => v.PictureOf, Pictures).Add(v => v.Cell, cell));
}
