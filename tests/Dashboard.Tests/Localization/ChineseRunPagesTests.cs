using System.Globalization;
using System.Text.Json;
using Bunit;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Components.Pages.Datasets;
using MlOpsDashboard.Dashboard.Components.Pages.Run;
using MlOpsDashboard.Dashboard.Components.Pages.Runs;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Components.Tasks;
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
    public void WhatAnImportSaid_IsReadInChinese_AndOlderTextAsItWasWritten()
    {
        var report = new ImportReport(
            0,
            [new("a.jpg", "empty", new Refusal("imports.picture.empty")), new("b.jpg", "empty", "Written by an older version.")],
            [],
            0
        )
        {
            Warnings = [new("table", new Refusal("finding.table", ("table", "t.csv"), ("kind", DatasetKinds.Said(DatasetKinds.Class))))],
        };
        var stored = JsonSerializer.Deserialize<ImportReport>(JsonSerializer.Serialize(report, DatasetManifest.Json), DatasetManifest.Json)!;
        var files = Render<RefusedFiles>(p => p.Add(f => f.Report, stored)).FindAll("tbody td:last-child").Select(cell => cell.TextContent);
        Assert.Equal(["应为图片，实际为空文件。", "Written by an older version."], files);
        Assert.Equal("每张图片的真值取自表格 t.csv，而不是文件夹：每项一个类别。", Assert.Single(stored.Warnings).Words);
    }

    [Fact]
    public void AnEvaluationWithoutItsReport_SaysWhyInChinese()
    {
        var evaluation = new StoredEvaluation("image-classification", [], null, null, new Refusal("evaluation.bare"));
        Assert.Contains("此评估存储时未包含预测。", Render<TaskEvaluation>(p => p.Add(e => e.Evaluation, evaluation)).Markup);
    }

    [Fact]
    public void TimesAndNumbers_AreSaidInChinese()
    {
        var now = new DateTimeOffset(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            ("3 分钟前", "2026年3月12日", "未测量"),
            (Format.Ago(now.AddMinutes(-3), now), Format.Ago(new(2026, 3, 12, 0, 0, 0, TimeSpan.Zero), now), Format.Number(null))
        );
        Assert.Equal(("约剩 2 分钟", "约 40 秒", "2 分 5 秒"), (Format.Left(120), Format.About(40), Format.Duration(TimeSpan.FromSeconds(125))));
        Assert.Equal(("+2.1 个百分点", "2026年3月12日 14:03:05 UTC"), (Format.Points(0.021), Format.Exact(new(2026, 3, 12, 14, 3, 5, TimeSpan.Zero))));
    }

    protected override void Dispose(bool disposing)
    {
        CultureInfo.CurrentUICulture = before;
        base.Dispose(disposing);
    }
}
