using System.Text.Json.Nodes;
using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Dashboard.Components.Inputs.Texts;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Inputs;

public sealed class TextQuestionTests : DashboardContext
{
    private readonly List<PredictionQuestion> asked = [];

    [Fact]
    public void AText_IsAsked_AndItsTellingWordsAreDrawn()
    {
        var box = Box(Answer("""[{"start":4,"end":8,"score":0.8},{"start":13,"end":18,"score":-0.3},{"start":0,"end":3,"score":0.001}]"""));
        box.Find(Test("try-text")).Input("The room was noisy<b>!");
        box.Find(Test("try-text")).Change("The room was noisy<b>!");
        box.Find(Test("try-ask")).Click();
        Assert.Equal(PredictionQuestion.OfText("The room was noisy<b>!"), Assert.Single(asked));
        var drawn = box.Find(Test("telling-text"));
        Assert.Equal("The room was noisy<b>!", drawn.TextContent);
        Assert.Equal(("room", "is-for is-4"), drawn.QuerySelectorAll("span.is-for").Select(s => (s.TextContent, s.ClassName!.Trim())).Single());
        Assert.Equal(("noisy", "is-against is-2"), drawn.QuerySelectorAll("span.is-against").Select(s => (s.TextContent, s.ClassName!.Trim())).Single());
        Assert.Equal(["room", "noisy"], box.Find(Test("telling-table")).QuerySelectorAll("tbody td:first-child").Select(td => td.TextContent));
    }

    [Fact]
    public void SeveralNumbers_AreExplainedOneByOne()
    {
        var box = Box(
            new PredictionResult(
                new("regression", ["far", "near"], null),
                JsonNode
                    .Parse(
                        """{"values":{"far":900,"near":1},"explained":"far","tokens":[{"start":0,"end":3,"score":1}],"tokensOf":{"far":[{"start":0,"end":3,"score":1}],"near":[{"start":4,"end":7,"score":-1}]}}"""
                    )!
                    .AsObject(),
                3
            )
        );
        box.Find(Test("try-text")).Change("red big");
        box.Find(Test("try-ask")).Click();
        Assert.Equal(["Telling words of far", "Telling words of near"], box.FindAll("[data-testid=telling] h2").Select(title => title.TextContent));
        Assert.Equal(["red", "big"], box.FindAll("[data-testid=telling-text] span").Select(word => word.TextContent));
        Assert.Equal(["raises it", "lowers it"], box.FindAll("[data-testid=telling-table] tbody td:nth-child(2)").Select(cell => cell.TextContent));
    }

    [Fact]
    public void NoText_IsAskedOfNobody()
    {
        var box = Box(Answer("[]"));
        box.Find(Test("try-ask")).Click();
        Assert.Empty(asked);
        Assert.Contains("Expected a text", box.Find(Test("try-answer")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusal_IsSaid()
    {
        var box = Box(Outcome<PredictionResult>.Refused(Refusal.OfSentence("Expected a worker.")));
        box.Find(Test("try-text")).Change("x");
        box.Find(Test("try-ask")).Click();
        Assert.Contains("Expected a worker.", box.Find(Test("try-answer")).TextContent, StringComparison.Ordinal);
        Assert.Empty(box.FindAll(Test("telling")));
    }

    [Theory]
    [InlineData("""[{"start":2,"end":1,"score":1}]""", 0)]
    [InlineData("""[{"start":-1,"end":2,"score":1}]""", 0)]
    [InlineData("""[{"start":0,"end":99,"score":1}]""", 0)]
    [InlineData("""[{"start":0,"end":2,"score":1},{"start":1,"end":3,"score":1}]""", 1)]
    [InlineData("""[{"start":"0","end":2,"score":1},7,null,{"end":2}]""", 0)]
    [InlineData("""[{"start":2,"end":3,"score":1},{"start":0,"end":2,"score":-1}]""", 2)]
    public void Tokens_ThatDoNotLieInTheText_AreNotDrawn(string tokens, int drawn) =>
        Assert.Equal(drawn, TellingToken.Of(new JsonObject { ["tokens"] = JsonNode.Parse(tokens) }, "abc").Count);

    [Fact]
    public void AReportOfTexts_ShowsTheTexts_SureMistakesFirst()
    {
        Sender.On<GetTexts, IReadOnlyList<DatasetText>>(q =>
            [.. q.Paths.Select(path => new DatasetText(new(path, "0", 1, path, 0, 0), $"text of {path}", false))]
        );
        var version = DatasetVersionId.New();
        var predictions = new Predictions(["bad", "good"], [new("a#1", [0], [0.4, 0.6]), new("a#2", [0], [0.1, 0.9]), new("a#3", [1], [0.2, 0.8])])
        {
            Loss = 0.5,
        };
        var task = DatasetKinds.TasksFor(DatasetKinds.Class, TextInputCard.InputName)[0];
        var evaluation = StoredEvaluation.Of(task.Name, task.Report(predictions, null).Summary, predictions, null) with
        {
            Version = version,
            Input = TextInputCard.InputName,
        };
        var view = Render<TaskEvaluation>(p => p.Add(e => e.Evaluation, evaluation));
        Assert.StartsWith("2 of 3 texts of the validation are wrong", view.Find(Test("evaluation-sentence")).TextContent, StringComparison.Ordinal);
        Assert.Equal(["text of a#2", "text of a#1"], view.FindAll(".judged-text").Select(text => text.TextContent.Trim()));
        Assert.Equal(new GetTexts(version, ["a#2", "a#1"]), Sender.SentOf<GetTexts>().First());
        Assert.Empty(view.FindAll("img"));
    }

    private IRenderedComponent<TextQuestion> Box(Outcome<PredictionResult> answer) =>
        Render<TextQuestion>(p =>
            p.Add(
                b => b.Ask,
                (question, _) =>
                {
                    asked.Add(question);
                    return Task.FromResult(answer);
                }
            )
        );

    private static PredictionResult Answer(string tokens) =>
        new(
            new(DatasetKinds.TasksFor(DatasetKinds.Class, TextInputCard.InputName)[0].Name, ["bad", "good"], null),
            new() { ["probabilities"] = new JsonArray(0.2, 0.8), ["tokens"] = JsonNode.Parse(tokens) },
            3
        );
}
