using System.Text.RegularExpressions;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using MudBlazor;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Shared;

/// <summary>No text becomes HTML: the places where it could are few, and held here.</summary>
public sealed partial class TextTests : DashboardContext
{
    [Fact]
    public async Task Toast_ShowsATextAsItIs()
    {
        var toasts = Render<MudSnackbarProvider>();
        await toasts.InvokeAsync(() => Services.GetRequiredService<ISnackbar>().Add("<img data-xss src=x> was archived."));
        toasts.WaitForAssertion(() => Assert.Contains("was archived.", toasts.Markup, StringComparison.Ordinal));
        Assert.Empty(toasts.FindAll("[data-xss]"));
    }

    [Fact]
    public void Markup_IsMadeOfIconsAlone()
    {
        Assert.Empty(Sources("*.razor", "*.cs").Where(f => Markup().IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));
        // MudBlazor writes an icon as HTML: it is given a constant of the icons, or what is named after one.
        foreach (var (file, path) in Sources("*.razor").SelectMany(f => IconPath().Matches(File.ReadAllText(f)).Select(m => (f, m.Groups[1].Value))))
            Assert.True(path.Contains("Icon", StringComparison.Ordinal) || path == "Arrow", $"{Path.GetFileName(file)} draws {path}.");
    }

    [Fact]
    public void Scripts_WriteNoHtml_AndChartsAreGivenTextsOnly()
    {
        foreach (var file in Sources("*.js"))
        {
            var script = File.ReadAllText(file);
            Assert.DoesNotMatch(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script);
            foreach (Match call in ChartCall().Matches(script))
                Assert.StartsWith("textOnly(", call.Groups[1].Value, StringComparison.Ordinal);
        }
        Assert.Equal(4, ChartCall().Count(File.ReadAllText(Sources("charts.js").Single())));
    }

    [Fact]
    public void Pages_HoldNoPictureAsText()
    {
        foreach (var file in Sources("*.razor", "*.cs"))
            Assert.DoesNotMatch("data:image|data:\\{|ToBase64String|OpenReadStream", File.ReadAllText(file));
    }

    private static IEnumerable<string> Sources(params string[] patterns)
    {
        var dashboard = Path.Combine(Repository.Root, "src", "Dashboard");
        return patterns.SelectMany(p =>
            new[] { "Components", "Http", "Services", Path.Combine("wwwroot", "js") }.SelectMany(f =>
                Directory.EnumerateFiles(Path.Combine(dashboard, f), p, SearchOption.AllDirectories)
            )
        );
    }

    [GeneratedRegex("MarkupString|AddMarkupContent")]
    private static partial Regex Markup();

    [GeneratedRegex("<Mud[^>]*? (?:Start|End)?Icon=\"@?([^\"]+)\"")]
    private static partial Regex IconPath();

    [GeneratedRegex(@"(?:new ApexCharts\(element, |updateOptions\(|updateSeries\()([^;]{0,12})")]
    private static partial Regex ChartCall();
}
