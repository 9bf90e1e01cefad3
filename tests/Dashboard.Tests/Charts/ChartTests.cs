using Bunit;
using MlOpsDashboard.Dashboard.Components.Charts;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Charts;

public sealed class ChartTests : PageContext
{
    private static ChartOptions Options(double last) =>
        new()
        {
            Title = "Loss of run 1",
            XTitle = "Epoch",
            Series =
            [
                new("Validation", "--series-0", [new(1, 0.5), new(2, last)]),
                new("raw", "--series-0", [new(1, 9)], Faint: true),
                new("Training", "--text-3", [new(1, 0.4)]),
            ],
        };

    [Fact]
    public void Render_NewOptions_UpdateTheChartThatIsThere()
    {
        var module = JSInterop.SetupModule("/js/charts.js");
        var made = module.SetupModule(i => i.Identifier == "create");
        made.Mode = JSRuntimeMode.Loose;
        var chart = Render<Chart>(p => p.Add(c => c.Options, Options(0.4)));
        chart.Render(p => p.Add(c => c.Options, Options(0.3)));
        chart.Render(p => p.Add(c => c.Options, Options(0.3)));
        Assert.Single(module.Invocations["create"]);
        Assert.Single(made.Invocations["update"]);
    }

    [Fact]
    public void TableView_SaysTheNumbersWithoutFaintSeries()
    {
        var chart = Render<Chart>(p => p.Add(c => c.Options, Options(0.321)));
        chart.Find("button[aria-label='Show as table']").Click();
        Assert.Equal(["Epoch", "Validation", "Training"], chart.FindAll("thead th").Select(e => e.TextContent));
        Assert.Equal(["2", "0.321", ""], chart.FindAll("tbody tr")[1].QuerySelectorAll("td").Select(e => e.TextContent));
    }
}
