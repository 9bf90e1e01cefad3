using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Puts the caller of an HTTP request into its scope.</summary>
internal sealed class RequestCaller(RequestDelegate next, ICallers callers)
{
    public Task InvokeAsync(HttpContext context, CurrentCaller current)
    {
        if (callers.Of(context.User) is { } caller)
            current.Set(caller);
        return next(context);
    }
}
