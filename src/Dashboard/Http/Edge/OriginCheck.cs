using Microsoft.AspNetCore.Http.Features;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Callers;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>What can change something, or opens a WebSocket, comes from this dashboard's own pages: its <c>Origin</c> is scheme, host and port that it was
/// sent to.</summary>
/// <remarks>
/// Host filtering has checked the host before. Browsers send <c>Origin</c> with all such requests, so that none at all is refused too; other programs set it
/// themselves, or show a token, which no browser sends by itself.
/// A browser also tells when a page of another site asks for a part of this one (a picture, a script): refused, since reading may cost work. Links from
/// elsewhere stay links.
/// </remarks>
internal sealed class OriginCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (ChangesOrConnects(context) ? AcceptsTokensAttribute.Applies(context) || IsOwn(context.Request, origin) : !IsPartOfAnotherSite(context.Request))
            return next(context);
        return Problems
            .Of(
                new Refusal(
                    RefusalKind.Forbidden,
                    "http.origin.foreign",
                    origin.Length == 0 ? ("origin", new Refusal("http.origin.none")) : ("origin", Shorten(origin))
                )
            )
            .ExecuteAsync(context);
    }

    private static bool ChangesOrConnects(HttpContext context)
    {
        var request = context.Request;
        return !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            || request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
            || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
    }

    private static bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var here)
        && from.Scheme == here.Scheme
        && from.Authority == here.Authority
        && from.Authority.Length > 0;

    private static bool IsPartOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";

    private static string Shorten(string origin) => origin.Length <= 200 ? origin : origin[..200];
}
