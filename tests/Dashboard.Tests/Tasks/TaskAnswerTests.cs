using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Tasks;

/// <summary>What try-it says of a picture, and what a version's card says of a report.</summary>
public sealed class TaskAnswerTests : PageContext
{
    [Fact]
    public void EveryTask_HasPages() => Assert.Equal(TaskCards.All.Select(card => card.Name).Order(), TaskPages.All.Select(pages => pages.Task).Order());

    [Fact]
    public void Classes_AreListedByProbability()
    {
        var answer = Answer(new("image-classification", ["cat", "dog"], null), """{"class":"dog","probability":0.75,"probabilities":[0.25,0.75]}""");
        Assert.Equal("dog", answer.Find(".try-best b").TextContent);
        Assert.Equal(["dog", "cat"], answer.FindAll("dt").Select(d => d.TextContent.Trim()));
    }

    [Fact]
    public void Labels_AreThoseThatReachTheirThreshold()
    {
        var answer = Answer(
            new("multi-label-classification", ["red", "round", "soft"], new JsonObject { ["thresholds"] = new JsonArray(0.8, 0.3, 0.5) }),
            """{"labels":["round"],"probabilities":[0.7,0.4,0.1]}"""
        );
        Assert.Equal("round", answer.Find(".try-best b").TextContent);
        Assert.Equal(["round", "red", "soft"], answer.FindAll("dt").Select(d => d.TextContent.Trim()));
        Assert.Contains("left:80%", answer.FindAll(".try-mark")[1].GetAttribute("style"));
    }

    [Fact]
    public void Labels_OfWhichNoneReaches_SayNoLabel() =>
        Assert.Equal(
            "No label",
            Answer(new("multi-label-classification", ["red"], null), """{"labels":[],"probabilities":[0.2]}""").Find(".try-best b").TextContent
        );

    [Fact]
    public void Numbers_HaveTheirNames()
    {
        var answer = Answer(new("regression", ["length", "width"], null), """{"values":{"length":12.34,"width":0.5}}""");
        Assert.Equal(["length", "width"], answer.FindAll("dt").Select(d => d.TextContent));
        Assert.Equal(["12.3", "0.500"], answer.FindAll("dd").Select(d => d.TextContent.Trim()));
    }

    [Fact]
    public void Objects_ThatScoreEnough_LieOverThePicture()
    {
        var answer = Answer(
            new("object-detection", ["cat", "dog"], new JsonObject { ["shownScore"] = 0.5 }),
            """{"objects":[{"class":"dog","score":0.75,"box":[10,20,40,60]},{"class":"cat","score":0.25,"box":[0,0,5,5]}]}"""
        );
        Assert.Equal("1 dog", answer.Find(".try-best b").TextContent);
        Assert.Contains(
            "left:calc(100% * 10 / var(--preview-width))",
            Assert.Single(answer.FindAll(".found-box")).GetAttribute("style"),
            StringComparison.Ordinal
        );
        answer.Find("[data-testid=found-score]").Input("0.1");
        Assert.Equal(["dog 0.750", "cat 0.250"], answer.FindAll(".found-box").Select(box => box.TextContent.Trim()));
        Assert.Equal(
            ["dog", "0.750", "10, 20, 40, 60"],
            answer.FindAll("[data-testid=found-table] tbody tr")[0].QuerySelectorAll("td").Select(d => d.TextContent)
        );
    }

    [Fact]
    public void Objects_OfWhichThereIsNone_SayNothingFound() =>
        Assert.Equal("Nothing found", Answer(new("object-detection", ["cat"], null), """{"objects":[]}""").Find(".try-best b").TextContent);

    [Fact]
    public void Figures_OfObjects_SayFromWhichScoreTheyAreShown()
    {
        var evaluation = TaskSamples.Objects();
        var card = Part(TaskPages.Find(evaluation.Task)!.Figures, new() { ["Evaluation"] = evaluation, ["Href"] = "/x" });
        Assert.Equal("0.500", card.Find("[data-testid=object-figures] dd").TextContent);
    }

    [Fact]
    public void Figures_OfLabels_ShowTheThresholdsOfTheVersion()
    {
        var evaluation = TaskSamples.Labels();
        var card = Part(TaskPages.Find(evaluation.Task)!.Figures, new() { ["Evaluation"] = evaluation, ["Href"] = "/x" });
        Assert.Equal(["red 0.800", "round 0.300"], card.FindAll("[data-testid=thresholds] .tag").Select(t => t.TextContent.Trim()));
    }

    [Fact]
    public void Figures_OfClassesAndNumbers_NameTheirOwn()
    {
        var classes = TaskSamples.Classes();
        Assert.Contains(
            "Weakest class: cat",
            Part(TaskPages.Find(classes.Task)!.Figures, new() { ["Evaluation"] = classes, ["Href"] = "/x" }).Find("p").TextContent
        );
        var numbers = TaskSamples.Numbers();
        Assert.Equal(
            "length",
            Part(TaskPages.Find(numbers.Task)!.Figures, new() { ["Evaluation"] = numbers, ["Href"] = "/x" })
                .Find("[data-testid=target-figures] tbody td")
                .TextContent
        );
    }

    private IRenderedComponent<DynamicComponent> Answer(PipelineOutputs outputs, string json) =>
        Part(TaskPages.Find(outputs.Task)!.Answer, new() { ["Result"] = new PredictionResult(outputs, JsonNode.Parse(json)!.AsObject(), 12) });

    private IRenderedComponent<DynamicComponent> Part(Type type, Dictionary<string, object> parameters) =>
        Render<DynamicComponent>(p => p.Add(d => d.Type, type).Add(d => d.Parameters, parameters));
}
