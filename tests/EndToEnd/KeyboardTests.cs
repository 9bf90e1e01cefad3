using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Whoever goes by Tab sees where he is: what has the focus, or what stands around it, has an outline.</summary>
public sealed class KeyboardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // What is drawn around a control that shows its focus itself: a field, a card whose link covers it, a label of an invisible box.
    private const string Unseen = """
        async () => {
          // Where motion is reduced a change takes a hundredth of a millisecond, which is a frame.
          await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const seen = e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
          for (let e = at, up = 0; e && up < 4; e = e.parentElement, up++) if (seen(e)) return null;
          return at.outerHTML.slice(0, 160);
        }
        """;

    [Fact]
    public async Task EveryFocus_IsSeen()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-keys-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartPreviewAsync(folder.FullName, Cancel);
        var session = await browser.OpenAsync(dashboard.Address);
        var faults = new List<string>();
        foreach (var path in new[] { "/", "/runs", "/runs/new", "/datasets", "/models", "/backbones", "/workers" })
        {
            await session.GoAsync(path);
            for (var i = 0; i < 40; i++)
            {
                await session.Page.Keyboard.PressAsync("Tab");
                if (await session.Page.EvaluateAsync<string?>(Unseen) is { } fault)
                    faults.Add($"{path}: {fault}");
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults.Distinct()));
        folder.Delete(recursive: true);
    }
}
