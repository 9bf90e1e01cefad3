using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Runs;

public sealed class RunGroupTests
{
    [Fact]
    public void Of_Backbone_GivesMeanAndSampleDeviation_BestGroupFirst()
    {
        var groups = RunGroup.Of(
            [
                Samples.Row(1, accuracy: 0.6, backbone: "A"),
                Samples.Row(2, accuracy: 0.7, backbone: "B"),
                Samples.Row(3, accuracy: 0.8, backbone: "B"),
                Samples.Row(4, accuracy: null, backbone: "B"),
            ],
            "backbone"
        );
        Assert.Equal(["B", "A"], groups.Select(g => g.Name));
        Assert.Equal("75.0 % ± 7.1 points over 2 runs", groups[0].Sentence);
        Assert.Equal("60.0 % over 1 run", groups[1].Sentence);
    }

    [Fact]
    public void Of_NothingMeasured_SaysSo() => Assert.Equal("1 run, not measured", RunGroup.Of([Samples.Row(1, accuracy: null)], "strategy")[0].Sentence);

    [Fact]
    public void Columns_WriteAndParse_AreEachOthersInverse()
    {
        var all = RunColumns.For([Samples.Row(1)], ["val_f1"]);
        var chosen = all.Where(c => c.Key is "status" or "notes" or "val_f1").ToList();
        Assert.Equal("val_f1,status,notes", RunColumns.Write(chosen, all));
        Assert.Equal(chosen, RunColumns.Parse("val_f1,status,notes", all));
        Assert.Null(RunColumns.Write(RunColumns.Parse(null, all), all));
        Assert.Empty(RunColumns.Parse(RunColumns.Write([], all), all));
    }

    [Fact]
    public void Columns_OfRunsThatAreJudgedAlike_BeginWithThatMetric()
    {
        var classes = RunColumns.For([Samples.Row(1)], []);
        Assert.Equal(("val_accuracy", "Best accuracy", true, false), (classes[0].Key, classes[0].Title, classes[0].Sortable, classes[0].Rises));
        Assert.Equal(("Val. loss", false, true), classes.Where(c => c.Key == "val_loss").Select(c => (c.Title, c.Default, c.Rises)).Single());
        var numbers = Samples.Row(2) with { Measures = Samples.Numbers };
        Assert.Equal(("val_mae", "Best mae", true), RunColumns.For([numbers], [])[0] is var best ? (best.Key, best.Title, best.Rises) : default);
        var mixed = RunColumns.For([Samples.Row(1), numbers], []);
        Assert.Equal((RunColumns.Best, false), (mixed[0].Key, mixed[0].Sortable));
        Assert.Contains(mixed, c => c.Key == "val_accuracy" && c.Sortable);
        // An address that was kept of a mixed list names the first column of every list.
        Assert.Equal("val_accuracy", Assert.Single(RunColumns.Parse("best", classes)).Key);
    }

    [Fact]
    public void Of_AMetricThatIsBetterSmall_TheSmallestMeanFirst()
    {
        RunRow Row(int number, double mae, string backbone) =>
            Samples.Row(number, backbone: backbone) with
            {
                Measures = Samples.Numbers,
                Metrics = MetricValues.Of(("val_mae", mae)),
            };
        var groups = RunGroup.Of([Row(1, 3, "A"), Row(2, 1, "B"), Row(3, 2, "B")], "backbone");
        Assert.Equal(["B", "A"], groups.Select(g => g.Name));
        Assert.Equal("val_mae 1.50 cm ± 0.707 cm over 2 runs", groups[0].Sentence);
        Assert.Equal("2 runs, judged by different metrics", Assert.Single(RunGroup.Of([Row(1, 3, "A"), Samples.Row(2, backbone: "A")], "backbone")).Sentence);
    }
}
