using System.Globalization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http;

/// <summary>A refusal as an answer: problem details whose status follows the refusal's kind, with its code, and the sentence as <c>detail</c>.</summary>
public static class Problems
{
    // The same request may succeed once somebody else is done.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    public static int StatusOf(Refusal refusal) =>
        refusal.Kind switch
        {
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalKind.Busy => StatusCodes.Status503ServiceUnavailable,
            RefusalKind.Unavailable => refusal.Code == DiskFull.Code ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };

    public static IResult Of(Refusal refusal) => new RefusalResult(refusal, StatusOf(refusal));

    /// <param name="status">Where the framework has chosen one already.</param>
    public static IResult Of(Refusal refusal, int status) => new RefusalResult(refusal, status);

    private sealed class RefusalResult(Refusal refusal, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            if (refusal.Kind == RefusalKind.Busy)
                context.Response.Headers.RetryAfter = Again.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            var extensions = new Dictionary<string, object?> { ["code"] = refusal.Code };
            if (refusal.Find("id") is { Text: { } id })
                extensions["id"] = id;
            return Results.Problem(refusal.Sentence, statusCode: status, extensions: extensions).ExecuteAsync(context);
        }
    }
}
