using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Inputs;

/// <summary>What a run on texts must beat stands beside it, and is trained with it.</summary>
public sealed class TextBaselineTests : DashboardContext
{
    private static readonly TrainingSpec Encoder = new()
    {
        Task = "text-classification",
        Backbone = new() { Name = "AllMiniLML6V2", Weights = "pretrained" },
    };

    private BaselineRun? baseline = new(Samples.Id(8), 8, "NGrams", RunStatus.Completed, MetricSet.OfOlderRuns.PrimarySpec, 0.652);

    public TextBaselineTests()
    {
        Sender.On<FindBaseline, BaselineRun?>(_ => baseline);
        Sender.On<StartBaseline, Outcome<RunId>>(_ =>
        {
            baseline = new(Samples.Id(9), 9, "NGrams", RunStatus.Queued, MetricSet.OfOlderRuns.PrimarySpec, null);
            return baseline.Id;
        });
    }

    [Fact]
    public void Line_SaysHowFarTheRunIsAboveIt()
    {
        var line = Line(Encoder);
        Assert.Contains("65.2 %", line.Find(Test("baseline-line")).TextContent, StringComparison.Ordinal);
        Assert.Contains("+17.0", line.Find(Test("baseline-delta")).TextContent, StringComparison.Ordinal);
        Assert.Equal($"/runs/{Samples.Id(8)}", line.Find("a").GetAttribute("href"));
    }

    [Fact]
    public void Line_WhereThereIsNone_OffersToTrainIt()
    {
        baseline = null;
        var line = Line(Encoder);
        line.Find(Test("train-baseline")).Click();
        Assert.Equal(Encoder, Assert.Single(Sender.SentOf<StartBaseline>()).Spec);
        Assert.Empty(line.FindAll(Test("train-baseline")));
        Assert.Equal($"/runs/{Samples.Id(9)}", line.Find("a").GetAttribute("href"));
        baseline = baseline! with { Status = RunStatus.Completed, Value = 0.6 };
        Feed.Publish(new(Samples.Id(9), [], RunStatus.Completed));
        line.WaitForAssertion(() => Assert.Contains("60.0 %", line.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Line_OfPicturesAndOfTheBaselineItself_IsNotThere()
    {
        Assert.Empty(Line(new()).Markup.Trim());
        Assert.Empty(Line(Baselines.Of(Encoder)!).Markup.Trim());
        Assert.Empty(Sender.SentOf<FindBaseline>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Form_TrainsItBeforeTheRun_UnlessItIsToldNotTo(bool wanted)
    {
        baseline = null;
        var page = Form();
        Assert.Empty(page.FindAll(Test("with-baseline")));
        page.Find(Test("backbone-AllMiniLML6V2")).Change(true);
        Assert.True(page.Find(Test("with-baseline")).HasAttribute("checked"));
        if (!wanted)
            page.Find(Test("with-baseline")).Change(false);
        page.Find(Test("start-run")).Click();
        Assert.Equal(
            wanted ? [typeof(StartBaseline), typeof(StartRun)] : [typeof(StartRun)],
            Sender.Sent.Where(s => s is StartBaseline or StartRun).Select(s => s.GetType())
        );
    }

    [Fact]
    public void Form_WhereItWasTrained_SaysWhatItReached()
    {
        var page = Form();
        page.Find(Test("backbone-AllMiniLML6V2")).Change(true);
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Contains("65.2 %", page.Find(Test("baseline-known")).TextContent, StringComparison.Ordinal));
        page.Find(Test("start-run")).Click();
        Assert.Empty(Sender.SentOf<StartBaseline>());
    }

    private IRenderedComponent<BaselineLine> Line(TrainingSpec spec) =>
        Render<BaselineLine>(p => p.Add(l => l.Run, Samples.Row(1, accuracy: 0.822)).Add(l => l.Spec, spec).Add(l => l.Title, "This run:"));

    private IRenderedComponent<NewRunPage> Form()
    {
        var version = new DatasetVersionInfo(DatasetVersionId.New(), 1, new string('a', 64), 800, 2, 1, "reviews.csv", default, 0);
        ClassCount[] classes = [new("0", 300), new("1", 500)];
        var reviews = new DatasetDetails(DatasetId.New(), "reviews", null, false, version, [version], classes, [], 0, 0, new(800, [], classes, 1))
        {
            Input = TextInputCard.InputName,
        };
        Sender.On<ListDatasets, IReadOnlyList<DatasetSummary>>(_ =>
            [new(reviews.Id, "reviews", version.Id, 1, 1, 800, classes, [], null, default, false) { Input = TextInputCard.InputName }]
        );
        Sender.On<GetDataset, DatasetDetails?>(_ => reviews);
        Sender.On<GetTextCounts, TextCounts?>(_ => new(TextLengths.Of([10, 20, 30, 200]), []));
        Sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(_ => []);
        Sender.On<ListBackboneSpeeds, IReadOnlyList<BackboneSpeed>>(_ => []);
        Sender.On<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>(_ => Outcome.Of<IReadOnlyList<BackboneLayer>>([]));
        Sender.On<EstimateRun, RunEstimate>(_ => new(40, 0.9, "about 40 s, 0.9 GB"));
        Sender.On<StartRun, Outcome<RunId>>(_ => RunId.New());
        Navigation.NavigateTo($"/runs/new?dataset={reviews.Id}");
        return Render<NewRunPage>();
    }
}
