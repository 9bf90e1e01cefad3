using Bunit;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Dashboard.Components.Layout;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Layout;

/// <summary>What a person is told where a page or a dialog fails: a sentence and an id, and nothing of the fault.</summary>
public sealed class PageErrorTests : DashboardContext
{
    // Once: the boundary of dialogs tries again by itself.
    private bool hasFailed;

    [Fact]
    public void Page_ThatFails_TellsASentenceAndAnId()
    {
        var page = Render<PageErrorBoundary>(p => p.Add(b => b.ChildContent, Fail));
        Assert.Matches("^[0-9a-f]{8}$", page.Find(Test("page-error") + " code").TextContent);
        Refuse(page.Markup);
    }

    [Fact]
    public void Dialog_ThatFails_TellsASentenceAndAnId()
    {
        var toasts = Services.GetRequiredService<ISnackbar>();
        Render<DialogErrorBoundary>(p => p.Add(b => b.ChildContent, Fail));
        var said = toasts.ShownSnackbars.First().Message!;
        Assert.Matches("[0-9a-f]{8}", said);
        Refuse(said);
    }

    private void Fail(RenderTreeBuilder builder)
    {
        if (hasFailed)
            return;
        hasFailed = true;
        throw new InvalidOperationException("secret of /srv/private/mlops.db");
    }

    private static void Refuse(string shown)
    {
        foreach (var tell in new[] { "secret", "/srv", "   at ", ".cs", "Exception" })
            Assert.DoesNotContain(tell, shown, StringComparison.Ordinal);
    }
}
