using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
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
    public void InChinese_ThePageSpeaksIt()
    {
        UserLanguage.Speak(UserLanguage.Chinese);
        Show([Version(1, 0.70), Version(2, 0.75)]);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "emoji"));
        Assert.Equal("尚无 champion；有 2 个版本可选", page.Find(Test("headline")).TextContent);
        Assert.Contains("将 v2 晋升为 champion", page.Find(Test("promote")).TextContent, StringComparison.Ordinal);
        Assert.Contains("无版本", page.Find(Test("rail-challenger")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void History_SaysWhen_Who_What_AndWhy()
    {
        Sender.On<ListHistory, IReadOnlyList<ActivityLine>>(_ =>
            [
                new(Clock.GetUtcNow().AddMinutes(-5), "anna", "alias-moved", "champion of emoji moved from v1 to v2.", "Better on <b>rare</b> classes"),
                new(Clock.GetUtcNow().AddMinutes(-9), "importer", "version-registered", "emoji v2 was registered from run 4.", null) { OnBehalfOf = "ben" },
            ]
        );
        Show([Version(1, 0.70), Version(2, 0.75, Aliases.Champion)]);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "emoji"));
        var lines = page.FindAll(Test("history") + " li")
            .Select(li => string.Join(' ', li.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        Assert.Equal(2, lines.Count);
        Assert.EndsWith("champion of emoji moved from v1 to v2. by anna“Better on <b>rare</b> classes”", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("emoji v2 was registered from run 4. by importer for ben", lines[1], StringComparison.Ordinal);
        Assert.Contains("ago", lines[0], StringComparison.Ordinal);
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

    [Fact]
    public void VersionsOfNumbers_AreJudgedByTheSmallest()
    {
        VersionSummary Of(int number, double mae, params string[] aliases) =>
            Version(number, null, aliases) with
            {
                Primary = Samples.Numbers.PrimarySpec,
                Metrics = MetricValues.Of(("val_loss", mae * mae), ("val_mae", mae)),
            };
        Show([Of(1, 3, Aliases.Champion), Of(2, 4), Of(3, 1.5)]);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "heights"));
        Assert.Equal("v1 is champion: val_mae 3.00 cm", page.Find(Test("headline")).TextContent);
        Assert.Contains("Promote v3 to champion", page.Find(Test("promote")).TextContent);
        var table = page.Find(Test("model-versions"));
        Assert.Equal("MAE", table.QuerySelectorAll("th")[1].TextContent);
        Assert.Contains("1.50 cm", table.TextContent);
        Assert.Contains("delta-good", table.QuerySelectorAll(".delta")[0].ClassName);
        Assert.Contains("delta-bad", table.QuerySelectorAll(".delta")[1].ClassName);
    }

    // What was asked of the model before comes late: nothing of it is shown, or offered, under the next one's address.
    [Fact]
    public async Task NextModel_IsShown_WhateverComesLateOfTheOneBefore()
    {
        var answers = new Dictionary<string, TaskCompletionSource<ModelDetails?>> { ["emoji"] = new(), ["pets"] = new() };
        Sender.OnAsync<GetModel, ModelDetails?>(q => answers[q.Name].Task);
        Sender.On<ArchiveModel, Outcome>(_ => Outcome.Done);
        var page = Render<ModelPage>(p => p.Add(m => m.Name, "emoji"));
        await page.InvokeAsync(() => answers["emoji"].SetResult(Details([Version(1, 0.70, Aliases.Champion)])));
        page.WaitForElement(Test("rail-champion"));
        var late = answers["emoji"] = new();
        await page.InvokeAsync(() => page.Find(Test("archive-model")).Click());
        page.Render(p => p.Add(m => m.Name, "pets"));
        Assert.Empty(page.FindAll(Test("move-champion")));
        await page.InvokeAsync(() => answers["pets"].SetResult(Details([Version(1, 0.70), Version(2, 0.90, Aliases.Champion)]) with { Name = "pets" }));
        await page.InvokeAsync(() => late.SetResult(Details([Version(1, 0.70, Aliases.Champion)])));
        page.WaitForAssertion(() => Assert.Contains("v2 is champion", page.Find(Test("headline")).TextContent, StringComparison.Ordinal));
    }

    private void Show(VersionSummary[] versions) => Sender.On<GetModel, ModelDetails?>(_ => Details(versions));

    private static ModelDetails Details(VersionSummary[] versions) =>
        new(
            ModelId.New(),
            "emoji",
            "",
            false,
            1,
            versions.SelectMany(v => v.Aliases.Select(a => (a, v.Number))).ToDictionary(x => x.a, x => x.Number),
            versions
        );

    private static VersionSummary Version(int number, double? accuracy, params string[] aliases) =>
        new(
            ModelVersionId.New(),
            number,
            MetricSet.OfOlderRuns.PrimarySpec,
            MetricValues.Of(("val_loss", 0.5), ("val_accuracy", accuracy)),
            "EfficientNetLite0",
            "Feature extraction",
            "emoji",
            1,
            RunId.New(),
            number,
            null,
            null,
            aliases,
            1_000,
            new string('a', 64),
            default
        );
}
