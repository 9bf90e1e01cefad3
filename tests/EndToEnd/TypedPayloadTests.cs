using Microsoft.Playwright;
using MlOpsDashboard.Dashboard.Preview;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>What would act as HTML is typed into the text fields of accounts, projects and tokens, and put into addresses; what comes back stays a text.</summary>
public sealed class TypedPayloadTests
{
    private const string Password = "correct horse battery";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Each sends one payload, signed in or not, and leaves the page that answered.
    private static readonly (string Name, bool SignedIn, Func<BrowserSession, string, Task> Type)[] Fields =
    [
        ("token name", true, TypeTokenAsync),
        ("project name", true, TypeProjectAsync),
        ("search of runs", true, (session, text) => session.GoAsync("/runs?q=" + Uri.EscapeDataString(text))),
        ("address of a model", true, (session, text) => session.GoAsync("/models/" + Uri.EscapeDataString(text.Replace("/", "", StringComparison.Ordinal)))),
        ("name to sign in", false, TypeNameAsync),
        ("name of a new account", false, TypeAccountAsync),
        ("page to go to", false, (session, text) => session.Page.GotoAsync("/sign-in?to=" + Uri.EscapeDataString(text))),
    ];

    [Fact]
    public async Task WhatIsTyped_StaysText()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-typed-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(
            folder.FullName,
            Cancel,
            settings: new Dictionary<string, string> { ["Access__Mode"] = "Accounts" }
        );
        var (inside, outside) = (await browser.OpenAsync(dashboard.Address), await browser.OpenAsync(dashboard.Address));
        var (seenInside, seenOutside) = (await HtmlWatch.OverAsync(inside.Page), await HtmlWatch.OverAsync(outside.Page));
        await inside.Page.GotoAsync(await AccountWayTests.SetUpPathAsync(dashboard));
        await inside.Page.FillAsync("#name", "anna");
        await inside.Page.FillAsync("#password", Password);
        await inside.Find("open-account").ClickAsync();
        await inside.Find("headline").WaitForAsync();

        var typed = 0;
        foreach (var (text, number) in Payloads.All.Select((text, i) => (text, i)))
        foreach (var (field, index) in Fields.Select((field, i) => (field, i)))
        {
            // All of both in the long form, else every second one in one field.
            if (!LongForm.IsAsked && number % (2 * Fields.Length) != 2 * index)
                continue;
            var session = field.SignedIn ? inside : outside;
            await field.Type(session, text);
            await (field.SignedIn ? seenInside : seenOutside).CheckAsync($"{field.Name}, {text}");
            typed++;
        }
        // What was stored is shown where others look.
        foreach (var path in new[] { "/people", "/runs", "/datasets", "/models" })
        {
            await inside.GoAndFetchAsync(path);
            await seenInside.CheckAsync(path);
        }
        await inside.Page.GotoAsync("/account");
        await seenInside.CheckAsync("/account");
        Assert.Contains("<", await inside.Find("tokens").TextContentAsync(), StringComparison.Ordinal);
        Assert.True(typed >= Payloads.All.Count / 2, $"Only {typed} were typed.");
        TestContext.Current.SendDiagnosticMessage("{0} payloads typed into {1} fields: none ran, no report", typed, Fields.Length);
    }

    private static async Task TypeTokenAsync(BrowserSession session, string text)
    {
        await session.Page.GotoAsync("/account");
        await session.Page.FillAsync("#token-name", text);
        await session.Find("make-token").ClickAsync();
        await session.Find("token").WaitForAsync();
        // One person has a hundred at most.
        await session.Page.Locator("[data-testid=token-row] summary").First.ClickAsync();
        if (await session.Find("token-row").CountAsync() < 5)
            return;
        await session.Find("revoke-token").First.ClickAsync();
        await session.Find("account-said").WaitForAsync();
    }

    private static async Task TypeProjectAsync(BrowserSession session, string text)
    {
        await session.GoAsync("/people");
        var before = await session.Page.Locator("#invite-project option").CountAsync();
        await session.Find("project-name").FillAsync(text);
        await session.Find("create-project").ClickAsync();
        await Assertions.Expect(session.Page.Locator("#invite-project option")).ToHaveCountAsync(before + 1);
    }

    private static async Task TypeNameAsync(BrowserSession session, string text)
    {
        await session.Page.GotoAsync("/sign-in");
        await session.Page.FillAsync("#name", text);
        await session.Find("sign-in").ClickAsync();
        await session.Page.Locator("#password").WaitForAsync();
        Assert.Equal(text[..Math.Min(64, text.Length)], await session.Page.InputValueAsync("#name"));
    }

    private static async Task TypeAccountAsync(BrowserSession session, string text)
    {
        await session.Page.GotoAsync("/join?code=" + Uri.EscapeDataString(text));
        await session.Page.FillAsync("#name", text);
        await session.Page.FillAsync("#password", Password);
        await session.Find("open-account").ClickAsync();
        await session.Find("account-problem").WaitForAsync();
    }
}
