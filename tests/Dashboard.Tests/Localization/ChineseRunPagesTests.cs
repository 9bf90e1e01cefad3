using System.Globalization;
using Bunit;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Components.Pages.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Localization;

/// <summary>Pages of runs, and what all pages share, in Chinese.</summary>
public sealed class ChineseRunPagesTests : PageContext
{
    private readonly CultureInfo before = CultureInfo.CurrentUICulture;

    public ChineseRunPagesTests() => UserLanguage.Speak(UserLanguage.Chinese);

    [Fact]
    public void Runs_AreListedInChinese()
    {
        Sender.On<ListRuns, RunPageRows>(_ => new(2, [Samples.Row(2, accuracy: 0.8), Samples.Row(1)], [], [], []));
        var page = Render<RunsPage>();
        Assert.Equal("2 次训练；其中最佳为训练 2：80.0 %", page.Find("h1").TextContent);
        Assert.Contains("骨干网络", page.Find("[data-testid=runs-table] thead").TextContent);
        Assert.Contains("已完成", page.Find("[data-testid=run-status]").TextContent);
    }

    [Fact]
    public void Run_IsShownInChinese()
    {
        Sender.On<GetRun, RunDetails?>(_ => Samples.Details(Samples.Row(1, RunStatus.Running)));
        Sender.On<GetRunCurves, RunCurves?>(_ => Samples.Curves(1, 3));
        Sender.On<GetRunLog, IReadOnlyList<RunLogLine>>(_ => []);
        var page = Render<RunPage>(p => p.Add(r => r.Id, Samples.Id(1).ToString()));
        Assert.Equal("评估", page.Find("[data-testid=tab-evaluation]").TextContent);
        Assert.Contains("停止训练", page.Find("[data-testid=stop-run]").TextContent);
    }

    [Fact]
    public void TimesAndNumbers_AreSaidInChinese()
    {
        var now = new DateTimeOffset(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(("3 分钟前", "2026年3月12日", "未测量"), (Format.Ago(now.AddMinutes(-3), now), Format.Ago(new(2026, 3, 12, 0, 0, 0, TimeSpan.Zero), now), Format.Number(null)));
        Assert.Equal(("约剩 2 分钟", "约 40 秒", "2 分 5 秒"), (Format.Left(120), Format.About(40), Format.Duration(TimeSpan.FromSeconds(125))));
        Assert.Equal(("+2.1 个百分点", "2026年3月12日 14:03:05 UTC"), (Format.Points(0.021), Format.Exact(new(2026, 3, 12, 14, 3, 5, TimeSpan.Zero))));
    }

    protected override void Dispose(bool disposing)
    {
        CultureInfo.CurrentUICulture = before;
        base.Dispose(disposing);
    }
}
