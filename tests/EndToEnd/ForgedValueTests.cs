using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>A browser that sends what no page offers: choices that are not in the list, numbers that are none, texts longer than the field. The page refuses
/// or corrects it, and stays alive.</summary>
public sealed class ForgedValueTests
{
    // Each field of the page once, in the page's own way of telling the server.
    private const string Forge = """
        values => {
          let sent = 0;
          const tell = (field, event) => field.dispatchEvent(new Event(event, { bubbles: true }));
          for (const select of document.querySelectorAll('main select')) {
            for (const value of values) {
              const option = document.createElement('option');
              option.value = option.textContent = value;
              select.append(option);
              select.value = value;
              tell(select, 'change');
              option.remove();
              sent++;
            }
          }
          for (const input of document.querySelectorAll('main input:not([type=file]), main textarea')) {
            if (input.type === 'checkbox' || input.type === 'radio') continue;
            const type = input.type;
            input.removeAttribute('maxlength');
            for (const value of values) {
              if (type !== 'textarea') input.type = 'text';
              input.value = value;
              tell(input, 'input');
              tell(input, 'change');
              sent++;
            }
            if (type !== 'textarea') input.type = type;
          }
          return sent;
        }
        """;

    private static readonly string[] Values =
    [
        "",
        "forged",
        "-1",
        "1e999",
        "NaN",
        "99999999999999999999",
        "<img src=x onerror=alert(1)>",
        "\u0000\u202e",
        "../../etc/passwd",
        "2147483648",
        new('x', 10_000),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryField_ToldWhatItDoesNotOffer_FailsNothing()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-forged-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        var session = await browser.OpenAsync(dashboard.Address);
        var sent = 0;
        foreach (var path in await SitePages.AllAsync(session))
        {
            await session.GoAsync(path);
            await session.Page.EvaluateAsync("() => document.querySelectorAll('main details:not(.dropdown)').forEach(d => d.open = true)");
            var sentHere = await session.Page.EvaluateAsync<int>(Forge, Values);
            sent += sentHere;
            // Searches change the address a moment after the last of them.
            if (sentHere > 0)
                await session.Page.WaitForTimeoutAsync(1_500);
            // The same circuit takes the person elsewhere: it has heard all of it and lives.
            await session.Page.EvaluateAsync("() => { window.same = true; }");
            await session.Page.Locator(".rail a[href='/workers']").ClickAsync();
            await session.Page.WaitForURLAsync("**/workers");
            await session.Page.GetByTestId("headline").First.WaitForAsync();
            Assert.True(await session.Page.EvaluateAsync<bool>("() => window.same === true"), $"{path}: the page was loaded anew.");
            Assert.True(dashboard.Faults.Count == 0, $"{path}\n{string.Join("\n", dashboard.Faults)}");
        }
        Assert.True(sent > 500, $"{sent} values sent");
        Assert.True(session.Complaints.Count == 0, string.Join("; ", session.Complaints));
        folder.Delete(recursive: true);
    }
}
