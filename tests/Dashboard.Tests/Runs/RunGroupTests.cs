using MlOpsDashboard.Dashboard.Components.Pages.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Runs;

public sealed class RunGroupTests
{
    [Fact]
    public void Of_Backbone_GivesMeanAndSampleDeviation_BestGroupFirst()
    {
        var groups = RunGroup.Of([Samples.Row(1, accuracy: 0.6, backbone: "A"), Samples.Row(2, accuracy: 0.7, backbone: "B"), Samples.Row(3, accuracy: 0.8, backbone: "B"), Samples.Row(4, accuracy: null, backbone: "B")], "backbone");
        Assert.Equal(["B", "A"], groups.Select(g => g.Name));
        Assert.Equal("75.0 % ± 7.1 points over 2 runs", groups[0].Sentence);
        Assert.Equal("60.0 % over 1 run", groups[1].Sentence);
    }

    [Fact]
    public void Of_NothingMeasured_SaysSo() => Assert.Equal("1 run, not measured", RunGroup.Of([Samples.Row(1, accuracy: null)], "strategy")[0].Sentence);

    [Fact]
    public void Columns_WriteAndParse_AreEachOthersInverse()
    {
        var chosen = RunColumns.All.Where(c => c.Key is "status" or "notes").ToList();
        Assert.Equal("status,notes", RunColumns.Write(chosen));
        Assert.Equal(chosen, RunColumns.Parse("status,notes"));
        Assert.Null(RunColumns.Write(RunColumns.Parse(null)));
        Assert.Empty(RunColumns.Parse(RunColumns.Write([])));
    }
}
