using Bunit;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Dashboard.Components.Layout;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Layout;

public sealed class StorageNoticeTests : DashboardContext
{
    private static readonly Refusal Broken = new(RefusalKind.Conflict, "storage.activity.broken", ("line", 7));

    [Fact]
    public void Notice_ComesAndGoesWithTheFindings()
    {
        var notice = Render<StorageNotice>();
        Assert.Empty(notice.FindAll(Test("storage-notice")));
        Findings.Report(StorageFindings.Activity, "", Broken);
        Assert.Contains("its line 7 does not follow", notice.Find(Test("storage-notice")).TextContent, StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
            Findings.Report(StorageFindings.Picture, $"{i}", new(RefusalKind.NotFound, "storage.picture.missing", ("name", $"{i}")));
        Assert.Contains("And 3 findings more", notice.Find(Test("storage-notice")).TextContent, StringComparison.Ordinal);
        for (var i = 0; i < 5; i++)
            Findings.Clear(StorageFindings.Picture, $"{i}");
        Findings.Clear(StorageFindings.Activity, "");
        Assert.Empty(notice.FindAll(Test("storage-notice")));
    }

    [Fact]
    public void Boundary_SaysWhatIsKnown_AndNeverThatNothingWasLostOfADamagedDatabase()
    {
        RenderFragment fails(Exception e) => _ => throw e;
        var known = Render<PageErrorBoundary>(p =>
                p.Add(b => b.ChildContent, fails(new RefusedException(new Refusal(RefusalKind.Unavailable, "storage.database.corrupt"))))
            )
            .Find(Test("page-error"))
            .TextContent;
        Assert.Contains("The registry's database is damaged", known, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was lost", known, StringComparison.Ordinal);
        Assert.Contains(
            "Nothing was lost",
            Render<PageErrorBoundary>(p => p.Add(b => b.ChildContent, fails(new InvalidOperationException("x")))).Find(Test("page-error")).TextContent,
            StringComparison.Ordinal
        );
    }
}
