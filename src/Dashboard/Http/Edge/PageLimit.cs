using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>Keeps the number of open pages within <see cref="EdgeOptions.MaxPages"/>: pages that are open go on, a further one is told why it is not opened.</summary>
/// <remarks>A page is counted by its WebSocket, as long as that lasts. Other ways of connecting are refused, or they would pass uncounted.</remarks>
internal sealed class PageLimit(RequestDelegate next, OpenPages pages)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var negotiates = endpoint?.Metadata.GetMetadata<NegotiateMetadata>() is not null;
        if (endpoint?.Metadata.GetMetadata<HubMetadata>() is not null && !negotiates) await ConnectAsync(context);
        else if (pages.IsFull && !IsGoodbye(context.Request) && (negotiates || endpoint?.Metadata.GetMetadata<RootComponentMetadata>() is not null)) await RefuseAsync(context);
        else await next(context);
    }

    // A page that is left says so, and what the server holds for it is let go: then above all where there are too many.
    private static bool IsGoodbye(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/_blazor/disconnect");

    private async Task ConnectAsync(HttpContext context)
    {
        if (!context.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase) && !HttpMethods.IsConnect(context.Request.Method))
        {
            await Problems.Of(new Refusal(RefusalKind.Invalid, "http.transport.notWebSocket")).ExecuteAsync(context);
            return;
        }
        if (!pages.TryOpen())
        {
            await RefuseAsync(context);
            return;
        }
        try
        {
            await next(context);
        }
        finally
        {
            pages.Close();
        }
    }

    private Task RefuseAsync(HttpContext context)
    {
        var refusal = new Refusal(RefusalKind.Busy, "http.pages.full", ("most", pages.Most));
        if (!PlainPage.IsWanted(context.Request)) return Problems.Of(refusal).ExecuteAsync(context);
        context.Response.Headers.RetryAfter = "5";
        return PlainPage.WriteAsync(context, Problems.StatusOf(refusal), new Refusal("http.title.pages").Sentence, refusal.Sentence);
    }
}
