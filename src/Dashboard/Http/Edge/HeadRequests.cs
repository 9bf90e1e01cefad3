namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>Answers <c>HEAD</c> wherever <c>GET</c> is answered: the same status and headers, no body.</summary>
/// <remarks>Stands before the routing, which knows only the method that an endpoint names.</remarks>
internal sealed class HeadRequests(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }
        var body = context.Response.Body;
        (context.Request.Method, context.Response.Body) = (HttpMethods.Get, Stream.Null);
        try
        {
            await next(context);
        }
        finally
        {
            (context.Request.Method, context.Response.Body) = (HttpMethods.Head, body);
        }
    }
}
