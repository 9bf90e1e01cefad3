using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Charts;

/// <summary>One chart, drawn by ApexCharts behind <c>wwwroot/js/charts.js</c>. New options update it in place; it is never built anew while it lives.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    // Pages of one run show the same options: written out once.
    private static readonly ConditionalWeakTable<ChartOptions, string> Written = [];
    private ElementReference canvas;
    private IJSObjectReference? module;
    private IJSObjectReference? chart;
    private string? drawn;
    private bool asTable;
    private bool disposed;

    [Inject] private IJSRuntime Js { get; set; } = default!;

    [Parameter, EditorRequired] public ChartOptions Options { get; set; } = default!;

    /// <summary>Pixels. Default 240.</summary>
    [Parameter] public int Height { get; set; } = 240;

    [Parameter] public string? TestId { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var options = Text(Options);
        if (options == drawn || disposed) return;
        drawn = options;
        if (firstRender)
        {
            module = await Js.InvokeAsync<IJSObjectReference>("import", "/" + Assets["js/charts.js"]);
            var made = await module.InvokeAsync<IJSObjectReference>("create", canvas, "/" + Assets["lib/apexcharts.min.js"], options, Height);
            if (disposed) await made.DisposeAsync();
            else chart = made;
            // What changed while the library was loading.
            if (Text(Options) is var newest && newest != drawn && chart is not null) await chart.InvokeVoidAsync("update", drawn = newest);
        }
        else if (chart is not null)
        {
            await chart.InvokeVoidAsync("update", options);
        }
        else
        {
            drawn = null;
        }
    }

    private static string Text(ChartOptions options) => Written.GetValue(options, o => JsonSerializer.Serialize(o, Json));

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
