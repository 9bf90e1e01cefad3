using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Connections;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>Says why a page beyond <see cref="EdgeOptions.MaxPages"/> is not opened, before it is made; pages that are open go on.</summary>
/// <remarks>A page is counted by its WebSocket, as long as that lasts (<see cref="OpenPages"/>). Other ways of connecting are refused, or they would pass
/// uncounted.</remarks>
internal sealed class PageLimit(RequestDelegate next, OpenPages pages)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (OpenPages.IsPage(context) && !IsWebSocket(context.Request))
            await Problems.Of(new Refusal(RefusalKind.Invalid, "http.transport.notWebSocket")).ExecuteAsync(context);
        else if (pages.IsFull && OpensPage(context) && !IsGoodbye(context.Request))
            await RefuseAsync(context, pages.Most);
        else
            await next(context);
    }

    /// <summary>Answers what came when <paramref name="most"/> pages were open.</summary>
    public static Task RefuseAsync(HttpContext context, int most)
    {
        var refusal = new Refusal(RefusalKind.Busy, "http.pages.full", ("most", most));
        if (!PlainPage.IsWanted(context.Request))
            return Problems.Of(refusal).ExecuteAsync(context);
        context.Response.Headers.RetryAfter = "5";
        return PlainPage.WriteAsync(context, Problems.StatusOf(refusal), new Refusal("http.title.pages").Sentence, refusal.Sentence);
    }

    private static bool OpensPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata
        && (metadata.GetMetadata<NegotiateMetadata>() is not null || metadata.GetMetadata<RootComponentMetadata>() is not null);

    private static bool IsWebSocket(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase) || HttpMethods.IsConnect(request.Method);

    // A page that is left says so, and what the server holds for it is let go: then above all where there are too many.
    private static bool IsGoodbye(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/_blazor/disconnect");
}
