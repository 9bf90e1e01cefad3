using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MlOpsDashboard.Dashboard.Preview;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>What a link says is a text wherever the real dashboard shows it: each part of each page's address, and every name of a query that any page
/// reads, all at once.</summary>
public sealed partial class AddressPayloadTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // With MLOPS_LONG=1 in the environment each name and part is given each text; else each page is asked once, and each of its names is given another text.
    private static int Rounds => LongForm.IsAsked ? Payloads.All.Count : 1;

    [Fact]
    public async Task EveryQuery_AndEveryPartOfAnAddress_StaysText()
    {
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await StartAsync("mlops-asked-");
        var (session, watch) = await SignInAsync(browser, dashboard);
        var (routes, names) = (Routes(), QueryNames());
        Assert.True(routes.Count > 20 && names.Count > 30, $"{routes.Count} pages, {names.Count} names of queries.");
        for (var round = 0; round < Rounds; round++)
            foreach (var (index, route) in routes.Index())
            {
                var place = round + index * names.Count;
                string Next() => Uri.EscapeDataString(Payloads.All[place++ % Payloads.All.Count]);
                var path = $"{Parameter().Replace(route, _ => Next())}?{string.Join('&', names.Select(name => $"{name}={Next()}"))}";
                await session.Page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
                await watch.CheckAsync(path);
                Assert.StartsWith(dashboard.Address.GetLeftPart(UriPartial.Authority), session.Page.Url, StringComparison.Ordinal);
            }
        AssertQuiet(session, dashboard);
    }

    private static Task<DashboardProcess> StartAsync(string folder) =>
        DashboardProcess.StartAsync(
            Directory.CreateTempSubdirectory(folder).FullName,
            Cancel,
            settings: new Dictionary<string, string> { ["Access__Mode"] = "Accounts" }
        );

    private static async Task<(BrowserSession Session, HtmlWatch Watch)> SignInAsync(Browser browser, DashboardProcess dashboard)
    {
        var session = await browser.OpenAsync(dashboard.Address);
        var watch = await HtmlWatch.OverAsync(session.Page);
        await session.Page.GotoAsync(await AccountWayTests.SetUpPathAsync(dashboard));
        await session.Page.FillAsync("#name", "anna");
        await session.Page.FillAsync("#password", Password);
        await session.Find("open-account").ClickAsync();
        await session.Find("headline").WaitForAsync();
        return (session, watch);
    }

    // A missing page is told by its status, which the console repeats.
    private static void AssertQuiet(BrowserSession session, DashboardProcess dashboard)
    {
        var said = session.Complaints.Where(c => !c.StartsWith("Failed to load resource", StringComparison.Ordinal)).ToList();
        Assert.True(said.Count == 0, string.Join("; ", said));
        Assert.True(dashboard.Faults.Count == 0, string.Join('\n', dashboard.Faults));
    }

    private static List<string> Routes() =>
        [.. Sources("*.razor").SelectMany(text => Route().Matches(text).Select(m => m.Groups[1].Value)).Append("/nothing/{Here}").Distinct()];

    private static List<string> QueryNames() =>
        [
            .. Sources("*.razor")
                .Concat(Sources("*.cs"))
                .SelectMany(text => Query().Matches(text).Select(m => m.Groups[1].Value))
                .Append("to")
                .Append("code")
                .Distinct(),
        ];

    private static IEnumerable<string> Sources(string pattern) =>
        new[] { "Components", "SignIn" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Dashboard", folder), pattern, SearchOption.AllDirectories))
            .Select(File.ReadAllText);

    [GeneratedRegex("^@page \"([^\"]*)\"", RegexOptions.Multiline)]
    private static partial Regex Route();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex("SupplyParameterFromQuery\\(Name = \"([^\"]+)\"")]
    private static partial Regex Query();
}
