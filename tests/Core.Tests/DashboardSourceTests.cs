using System.Text.RegularExpressions;

namespace MlOpsDashboard.Core.Tests;

/// <summary>What the dashboard's sources may not hold, since it fails only where the network is slow or a page is left.</summary>
public sealed partial class DashboardSourceTests
{
    private static readonly string Components = Path.Combine(Repository.Root, "src", "Dashboard", "Components");

    // A value that the server writes back while a person types takes letters away. TextField knows how not to.
    [Fact]
    public void TextIsTyped_InTextFieldAlone()
    {
        Refuse(Input(), "an <input> for text, a <textarea>, a text part of MudBlazor, or @oninput outside of TextField.razor", "TextField.razor");
    }

    // After an await the page may be gone: AskingComponent.GoTo asks.
    [Fact]
    public void Navigation_IsAskedOfAskingComponent()
    {
        Refuse(
            Navigate(),
            "NavigateTo outside of AskingComponent and the layout, which lives as long as its circuit",
            "AskingComponent.cs",
            "MainLayout.razor.cs",
            "MainLayout.razor"
        );
    }

    // A call into the browser throws where the page was left: the services know.
    [Fact]
    public void TheBrowser_IsCalledThroughServices()
    {
        Refuse(Call(), "InvokeVoidAsync, an InvokeAsync of the browser or FocusAsync outside of Dashboard/Services");
    }

    // Blazor fails the whole page where an address says "page=two" and a number is asked for.
    [Fact]
    public void WhatAnAddressSays_IsTakenAsText()
    {
        Refuse(Typed(), "[SupplyParameterFromQuery] of another type than string");
    }

    [Theory]
    [InlineData("""<input class="box" value="@x" @oninput="Go" />""", true)]
    [InlineData("""<input type="search" data-search />""", true)]
    [InlineData("""<textarea rows="3" @bind="x"></textarea>""", true)]
    [InlineData("""<MudTextField @bind-Value="x" />""", true)]
    [InlineData("""<input type="range" @oninput="Go" />""", true)]
    [InlineData("""<input id="a" type="checkbox" checked="@x" />""", false)]
    [InlineData("""<input type="range" @bind:get="x" @bind:set="y" @bind:event="oninput" />""", false)]
    public void Pattern_FindsWhatItRefuses(string markup, bool refused) => Assert.Equal(refused, Input().IsMatch(markup));

    // A component's styles do not reach into the components that it holds: such a rule draws nothing.
    [Fact]
    public void AComponentsStyles_AreOfItsOwnClasses()
    {
        var scripts = string.Concat(Directory.EnumerateFiles(Path.Combine(Components, "..", "wwwroot", "js"), "*.js").Select(File.ReadAllText));
        var found = new List<string>();
        foreach (var style in Directory.EnumerateFiles(Components, "*.razor.css", SearchOption.AllDirectories))
        {
            var own = string.Concat(new[] { style[..^4], style[..^4] + ".cs" }.Where(File.Exists).Select(File.ReadAllText)) + scripts;
            // A class may be made of a beginning and a value: class="is-@part".
            bool IsOwn(string name) =>
                Regex.IsMatch(own, $"(?<![a-z0-9-]){name}(?![a-z0-9-])") || Regex.IsMatch(own, $"(?<![a-z0-9-]){name[..(name.LastIndexOf('-') + 1)]}[@{{]");
            var selectors = Selectors()
                .Matches(Comments().Replace(File.ReadAllText(style), ""))
                .SelectMany(rule => rule.Groups[1].Value.Split(','))
                .Select(selector => selector.Split("::deep")[0]);
            found.AddRange(
                selectors
                    .SelectMany(selector => Classes().Matches(selector))
                    .Select(name => name.Groups[1].Value)
                    .Distinct()
                    .Where(name => !IsOwn(name))
                    .Select(name => $"{Path.GetFileName(style)} .{name}")
            );
        }
        Assert.True(found.Count == 0, $"Expected classes of the component itself, others behind ::deep; received {string.Join(", ", found)}.");
    }

    private static void Refuse(Regex pattern, string what, params string[] but)
    {
        var found = Directory
            .EnumerateFiles(Components, "*", SearchOption.AllDirectories)
            .Where(f => (f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal)) && !but.Contains(Path.GetFileName(f)))
            .Where(f => pattern.IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Repository.Root, f))
            .ToList();
        Assert.True(found.Count == 0, $"Expected no {what}; received {string.Join(", ", found)}.");
    }

    [GeneratedRegex("""<input\b(?![^>]*type="(?:checkbox|radio|range|file)")|<textarea\b|<Mud(?:TextField|Input|NumericField|Autocomplete|Mask)\b|@oninput""")]
    private static partial Regex Input();

    [GeneratedRegex(@"([^{}]+)\{")]
    private static partial Regex Selectors();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\.([a-z][a-z0-9-]*)")]
    private static partial Regex Classes();

    [GeneratedRegex(@"\[(?:Parameter, )?SupplyParameterFromQuery[^\]]*\]\s*(?:private|public) (?!string\b)")]
    private static partial Regex Typed();

    [GeneratedRegex(@"\.NavigateTo\(")]
    private static partial Regex Navigate();

    [GeneratedRegex(@"\.InvokeVoidAsync\(|\.InvokeAsync<|(?<!Browser)\.FocusAsync\(")]
    private static partial Regex Call();
}
