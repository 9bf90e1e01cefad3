using System.Text.RegularExpressions;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Pictures of pages, wide and narrow, light and dark; a page that scrolls sideways at any of them fails.</summary>
public sealed partial class Gallery(Browser browser, Uri address)
{
    public async Task ShootAsync(IReadOnlyList<string> paths)
    {
        foreach (var (width, dark) in new[] { (1440, false), (1440, true), (390, false), (390, true) })
        {
            var session = await browser.OpenAsync(address, width, dark: dark);
            foreach (var path in paths)
            {
                await session.GoAndFetchAsync(path);
                var overflow = await session.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
                Assert.True(overflow <= 0, $"{path} is {overflow} px wider than {width} px.");
                await session.ShootAsync($"{Name(path)}-{width}-{(dark ? "dark" : "light")}");
            }
            Assert.Empty(session.Complaints);
        }
    }

    private static string Name(string path) => path == "/" ? "home" : NotName().Replace(Ids().Replace(path, "x"), "-").Trim('-');

    [GeneratedRegex("[0-9a-f]{32}(,[0-9a-f]{32})*")]
    private static partial Regex Ids();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotName();
}
