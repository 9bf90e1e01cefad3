using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Components.Pages.Models;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Models;

public sealed class ModelPageTests : DashboardContext
{
    [Fact]
    public void Unknown_IsSaid()
    {
        Sender.On<GetModel, ModelDetails?>(_ => null);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "nothing"));
        Assert.Contains("No model is named", page.Find(Test("empty-state")).TextContent);
    }

    [Fact]
    public void Rail_ShowsWhoCarriesWhat_AndOffersTheBetterVersion()
    {
        Show([Version(1, 0.70, Aliases.Champion), Version(2, 0.75), Version(3, 0.72, Aliases.Staging)]);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "emoji"));
        Assert.Equal("v1 is champion: 70.0 % of validation pictures right", page.Find(Test("headline")).TextContent);
        Assert.Contains("v3", page.Find(Test("rail-staging")).TextContent);
        Assert.Contains("no version", page.Find(Test("rail-challenger")).TextContent);
        Assert.Contains("Promote v2 to champion", page.Find(Test("promote")).TextContent);
    }

    [Fact]
    public void Champion_ThatIsBest_LeavesNothingToPromote()
    {
        Show([Version(1, 0.70), Version(2, 0.75, Aliases.Champion)]);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "emoji"));
        Assert.Empty(page.FindAll(Test("promote")));
    }

    [Fact]
    public void Champion_ThatWasNotMeasured_CanBeReplacedByAMeasuredVersion()
    {
        Show([Version(1, null, Aliases.Champion), Version(2, 0.75)]);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "emoji"));
        Assert.Contains("not measured", page.Find(Test("rail-champion")).TextContent);
        Assert.Contains("Promote v2", page.Find(Test("promote")).TextContent);
    }

    private void Show(VersionSummary[] versions) => Sender.On<GetModel, ModelDetails?>(_ => new(
        ModelId.New(), "emoji", "", false, 1, versions.SelectMany(v => v.Aliases.Select(a => (a, v.Number))).ToDictionary(x => x.a, x => x.Number), versions, []));

    private static VersionSummary Version(int number, double? accuracy, params string[] aliases) =>
        new(ModelVersionId.New(), number, accuracy, 0.5, "EfficientNetLite0", "Feature extraction", "emoji", 1, RunId.New(), number, $"from run {number}", aliases, 1_000, new string('a', 64), default);
}
