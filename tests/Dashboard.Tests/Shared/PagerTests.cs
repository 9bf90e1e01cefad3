using System.Globalization;
using Bunit;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

public sealed class PagerTests : PageContext
{
    private int? asked;

    [Fact]
    public void APage_IsOnePressAway()
    {
        var pager = Pager(skip: 50, total: 10_000);
        Assert.Equal("51 to 100 of 10,000", pager.Find("nav > span").TextContent);
        Assert.Equal("2", pager.Find("[aria-current=page]").TextContent);
        pager.Find("[aria-label='Page 200']").Click();
        Assert.Equal(200, asked);
        Pager(skip: 50, total: 10_000).Find("[aria-label='Previous page']").Click();
        Assert.Equal(1, asked);
    }

    [Fact]
    public void AListOfOnePage_HasNone() => Assert.Empty(Pager(skip: 0, total: 50).Markup.Trim());

    [Fact]
    public void InChinese_MudBlazorsOwnWordsAreChineseToo()
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
        try
        {
            var pager = Pager(skip: 0, total: 200);
            Assert.NotNull(pager.Find("[aria-label=下一页]"));
            Assert.NotNull(pager.Find("[aria-label='第 4 页']"));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private IRenderedComponent<Pager> Pager(int skip, int total) =>
        Render<Pager>(p => p.Add(x => x.Skip, skip).Add(x => x.Take, 50).Add(x => x.Total, total).Add(x => x.OnPage, page => asked = page));
}
