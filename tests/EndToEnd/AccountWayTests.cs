using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>How a person signs in, in Chromium with an authenticator that it plays itself.</summary>
public sealed partial class AccountWayTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APerson_OpensTheAccount_AddsAPasskey_AndSignsInByIt()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-account-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(
            folder.FullName,
            Cancel,
            settings: new Dictionary<string, string> { ["Access__Mode"] = "Accounts" }
        );
        // Browsers have passkeys of names, not of addresses.
        var session = await browser.OpenAsync(new($"http://localhost:{dashboard.Address.Port}"));
        var page = session.Page;
        await AddAuthenticatorAsync(page);
        await page.GotoAsync(await SetUpPathAsync(dashboard));
        await page.FillAsync("#name", "anna");
        await page.FillAsync("#password", Password);
        await session.Find("open-account").ClickAsync();
        await session.Find("headline").WaitForAsync();

        await session.Find("account").ClickAsync();
        await session.Find("add-passkey").ClickAsync();
        await session.Find("passkey-row").WaitForAsync();
        await page.FillAsync("#token-name", "<img src=x onerror=alert(1)>");
        await session.Find("make-token").ClickAsync();
        Assert.StartsWith("mlops_", await session.Find("token").TextContentAsync(), StringComparison.Ordinal);
        await session.ShootAsync("account");
        await session.Find("begin-codes").ClickAsync();
        await session.Find("codes-key").WaitForAsync();
        await session.ShootAsync("account-codes");

        await session.Find("back").ClickAsync();
        await session.Find("sign-out").ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
        await session.ShootAsync("sign-in");
        await page.GotoAsync("/sign-in?to=/models");
        await session.Find("passkey").ClickAsync();
        await page.WaitForURLAsync("**/models");
        await session.Find("headline").WaitForAsync();

        // By name, one field at a time.
        await session.Find("sign-out").ClickAsync();
        await page.FillAsync("#name", "anna");
        await session.Find("sign-in").ClickAsync();
        await page.FillAsync("#password", Password);
        await session.ShootAsync("sign-in-password");
        await session.Find("sign-in").ClickAsync();
        await session.Find("account").WaitForAsync();

        // Removed, it opens nothing.
        await session.Find("account").ClickAsync();
        await page.Locator("[data-testid=passkey-row] summary").ClickAsync();
        await session.Find("remove-passkey").ClickAsync();
        await page.Locator("[data-testid=passkey-row]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await session.Find("back").ClickAsync();
        await session.Find("sign-out").ClickAsync();
        await session.Find("passkey").ClickAsync();
        await session.Find("sign-in-problem").WaitForAsync();
        Assert.EndsWith("/sign-in", page.Url, StringComparison.Ordinal);
        Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
    }

    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("WebAuthn.enable");
        await tools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
    }

    internal static async Task<string> SetUpPathAsync(DashboardProcess dashboard)
    {
        for (var i = 0; i < 100; i++)
        {
            if (SetUp().Match(dashboard.Log) is { Success: true } link)
                return link.Value;
            await Task.Delay(100, Cancel);
        }
        throw new InvalidOperationException("Expected a set-up link; received none:\n" + dashboard.Log);
    }

    [GeneratedRegex(@"/set-up\?code=\S+")]
    private static partial Regex SetUp();
}
