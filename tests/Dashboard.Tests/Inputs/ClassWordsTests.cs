using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Dashboard.Components.Tasks;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Inputs;

public sealed class ClassWordsTests : DashboardContext
{
    private static readonly ClassWords Told = new("good", 1, 2, [new("clean", 2.5, 2, ["a#3", "a#1"])], [new("<b>noisy", -0.5, 1, ["a#2"])]);

    [Fact]
    public void Words_AreFoundWhenAPersonAsks_AndLeadToTheirTexts()
    {
        Sender.On<GetTellingWords, Outcome<ClassWords>>(_ => Told);
        var run = RunId.New();
        var view = View(run);
        Assert.Empty(Sender.SentOf<GetTellingWords>());
        view.Find(Test("words-class")).Change("good");
        view.Find(Test("words-find")).Click();
        var asked = Assert.Single(Sender.SentOf<GetTellingWords>());
        Assert.Equal((run, "good"), (asked.Run, asked.Class));
        Assert.StartsWith("From 1 validation texts of good and 2 of the others.", view.Find(Test("words-how")).TextContent, StringComparison.Ordinal);
        Assert.Equal(["clean", "+2.50", "2"], Cells(view, "words-for"));
        Assert.Equal(["<b>noisy", "\u22120.500", "1"], Cells(view, "words-against"));
        view.Find(Test("words-for")).QuerySelector("button")!.Click();
        Assert.Equal(["text of a#1", "text of a#3"], view.Find(Test("words-texts")).QuerySelectorAll(".judged-text").Select(text => text.TextContent.Trim()));
        // Another class has other words.
        view.Find(Test("words-class")).Change("bad");
        Assert.Empty(view.FindAll(Test("words-for")));
    }

    [Fact]
    public void WhoWaits_SeesHowFarItIs_AndMayStopIt()
    {
        Sender.OnAsync<GetTellingWords, Outcome<ClassWords>>(_ => new TaskCompletionSource<Outcome<ClassWords>>().Task);
        var view = View(RunId.New());
        view.Find(Test("words-find")).Click();
        Assert.Equal("Waiting for a worker.", view.Find(Test("words-progress")).TextContent);
        Sender.SentOf<GetTellingWords>().Single().Progress.Report(new(7, 100));
        view.WaitForAssertion(() => Assert.Equal("7 of 100 texts.", view.Find(Test("words-progress")).TextContent));
        view.Find(Test("words-cancel")).Click();
        Assert.True(Sender.TokenOf<GetTellingWords>().IsCancellationRequested);
    }

    [Fact]
    public void ARefusal_IsSaid()
    {
        Sender.On<GetTellingWords, Outcome<ClassWords>>(_ => Outcome<ClassWords>.Refused(Refusal.OfSentence("Expected a worker.")));
        var view = View(RunId.New());
        view.Find(Test("words-find")).Click();
        Assert.Equal("Expected a worker.", view.Find(Test("words-refusal")).TextContent.Trim());
    }

    [Fact]
    public void Classes_LeadToTheirWords_WhereWordsCanBeTold()
    {
        var links = View(RunId.New()).Find(Test("class-table")).QuerySelectorAll("td.class-name a");
        Assert.All(links, link => Assert.EndsWith($"words={link.TextContent}#class-words", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal(["bad", "good"], links.Select(link => link.TextContent).Order());
        Assert.Empty(View(null).FindAll(Test("class-words")));
        Assert.Empty(View(RunId.New(), InputCards.Pictures).FindAll(Test("class-words")));
        Assert.Empty(View(RunId.New(), InputCards.Pictures).Find(Test("class-table")).QuerySelectorAll("td.class-name a"));
    }

    private static IEnumerable<string> Cells(IRenderedComponent<TaskEvaluation> view, string side) =>
        view.Find(Test(side)).QuerySelectorAll("tbody td").Select(cell => cell.TextContent.Trim());

    private IRenderedComponent<TaskEvaluation> View(RunId? run, string input = TextInputCard.InputName)
    {
        Sender.On<GetTexts, IReadOnlyList<DatasetText>>(q =>
            [.. q.Paths.Select(path => new DatasetText(new(path, "0", 1, path, 0, 0), $"text of {path}", false))]
        );
        var predictions = new Predictions(["bad", "good"], [new("a#1", [0], [0.4, 0.6]), new("a#2", [0], [0.1, 0.9]), new("a#3", [1], [0.2, 0.8])])
        {
            Loss = 0.5,
        };
        var task = DatasetKinds.TasksFor(DatasetKinds.Class, input)[0];
        return Render<TaskEvaluation>(p =>
            p.Add(
                e => e.Evaluation,
                StoredEvaluation.Of(task.Name, task.Report(predictions, null).Summary, predictions, null) with
                {
                    Version = DatasetVersionId.New(),
                    Input = input,
                    Run = run,
                }
            )
        );
    }
}
