using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>One chart, drawn by ApexCharts behind <c>wwwroot/js/charts.js</c>. New options update it in place, new points are added to it; it is never built
/// anew while it lives.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private ElementReference canvas;
    private BrowserObject? chart;
    private ChartOptions? drawn;
    private bool asTable;
    private bool disposed;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired]
    public ChartOptions Options { get; set; } = default!;

    /// <summary>Pixels. Default 240.</summary>
    [Parameter]
    public int Height { get; set; } = 240;

    [Parameter]
    public string? TestId { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (disposed)
            return;
        if (firstRender)
        {
            drawn = Options;
            var made = await BrowserObject.CreateAsync(
                Js,
                "/" + Assets["js/charts.js"],
                "create",
                canvas,
                "/" + Assets["lib/apexcharts.min.js"],
                ChartText.Of(drawn),
                Height
            );
            if (disposed && made is not null)
                await EndAsync(made);
            else
                chart = made;
        }
        // After the first drawing: what changed while the library was loading.
        if (chart is not null && !disposed)
            await ChangeAsync();
    }

    private async Task ChangeAsync()
    {
        var change = ChartText.Between(drawn!, Options);
        drawn = Options;
        if (change is not null)
            await chart!.CallAsync(change.Function, change.Json);
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        if (chart is not null)
            await EndAsync(chart);
    }

    private static async Task EndAsync(BrowserObject chart)
    {
        await chart.CallAsync("destroy");
        await chart.DisposeAsync();
    }
}
