using System.Text.Encodings.Web;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>A page that needs no circuit: what a person reads where the dashboard can't open one.</summary>
internal static class PlainPage
{
    /// <summary>Whether a person's browser asked for a page, rather than a script or a program for data.</summary>
    public static bool IsWanted(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static Task WriteAsync(HttpContext context, int status, string title, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var (safeTitle, safeSentence) = (HtmlEncoder.Default.Encode(title), HtmlEncoder.Default.Encode(sentence));
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{safeTitle}</title>
            <style>body {"{"} font: 15px/1.5 system-ui, sans-serif; max-width: 34em; margin: 18vh auto 0; padding: 0 20px {"}"}</style></head>
            <body><main><h1>{safeTitle}</h1><p>{safeSentence}</p><p><a href="">Load again</a></p></main></body>
            </html>
            """,
            context.RequestAborted
        );
    }
}
