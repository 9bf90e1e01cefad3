using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Puts the caller of an HTTP request into its scope.</summary>
internal sealed class RequestCaller(RequestDelegate next, ICallers callers)
{
    public async Task InvokeAsync(HttpContext context, CurrentCaller current)
    {
        if (await callers.FindAsync(context.User, context.RequestAborted) is { } caller)
            current.Set(caller);
        await next(context);
    }
}
