using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>One chart, drawn by ApexCharts behind <c>wwwroot/js/charts.js</c>. New options update it in place, new points are added to it; it is never built anew while it lives.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private ElementReference canvas;
    private IJSObjectReference? module;
    private IJSObjectReference? chart;
    private ChartOptions? drawn;
    private bool asTable;
    private bool disposed;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired] public ChartOptions Options { get; set; } = default!;

    /// <summary>Pixels. Default 240.</summary>
    [Parameter] public int Height { get; set; } = 240;

    [Parameter] public string? TestId { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (disposed) return;
        if (firstRender)
        {
            drawn = Options;
            module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/charts.js"]);
            var made = await module.InvokeAsync<IJSObjectReference>("create", canvas, "/" + Assets["lib/apexcharts.min.js"], ChartText.Of(drawn), Height);
            if (disposed)
            {
                await made.DisposeAsync();
                return;
            }
            chart = made;
        }
        // After the first drawing: what changed while the library was loading.
        if (chart is not null) await ChangeAsync();
    }

    private async Task ChangeAsync()
    {
        var change = ChartText.Between(drawn!, Options);
        drawn = Options;
        if (change is not null) await chart!.InvokeVoidAsync(change.Function, change.Json);
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        try
        {
            if (chart is not null)
            {
                await chart.InvokeVoidAsync("destroy");
                await chart.DisposeAsync();
            }
            if (module is not null) await module.DisposeAsync();
        }
        catch (Exception e) when (BrowserGone.Is(e))
        {
            // The browser is gone, and the chart with it.
        }
    }
}
