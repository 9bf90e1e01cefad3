using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Sees whether a page took a text for HTML: an element of <c>Payloads</c>, a dialog, a report of the content security policy.</summary>
public sealed class HtmlWatch
{
    private const string Watch = """
        window.reports = [];
        document.addEventListener('securitypolicyviolation', e => window.reports.push(`${e.violatedDirective} ${e.blockedURI}`));
        window.alert = text => window.reports.push(`alert ${text}`);
        """;

    private const string Found = """
        () => [...document.querySelectorAll('[data-xss], iframe, object, embed, main script:not([src]), meta[http-equiv]')].map(e => e.outerHTML.slice(0, 200)).concat(window.reports)
        """;

    private readonly List<string> dialogs = [];
    private readonly IPage page;

    private HtmlWatch(IPage page) => this.page = page;

    public static async Task<HtmlWatch> OverAsync(IPage page)
    {
        var watch = new HtmlWatch(page);
        await page.AddInitScriptAsync(Watch);
        page.Dialog += async (_, dialog) =>
        {
            watch.dialogs.Add(dialog.Message);
            await dialog.DismissAsync();
        };
        return watch;
    }

    /// <param name="where">Said where it fails.</param>
    public async Task CheckAsync(string where)
    {
        var found = await page.EvaluateAsync<string[]>(Found);
        Assert.True(found.Length == 0, $"{where}: {string.Join("; ", found)}");
        Assert.True(dialogs.Count == 0, $"{where}: {string.Join("; ", dialogs)}");
    }
}
