using Microsoft.AspNetCore.Diagnostics;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>What a client hears of an exception: a sentence, and for a fault of the program an id to quote. The log has the rest under that id.</summary>
internal sealed class FaultAnswer(ILogger<FaultAnswer> logger, StorageLayout layout) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        // The answer that was begun is thrown away, and its headers with it.
        SecurityHeaders.Write(context);
        var (refusal, status) = Reason(exception);
        if (PlainPage.IsWanted(context.Request))
            await PlainPage.WriteAsync(context, status, new Refusal("http.title.fault").Sentence, refusal.Sentence);
        else
            await Problems.Of(refusal, status).ExecuteAsync(context);
        return true;
    }

    private (Refusal, int Status) Reason(Exception exception)
    {
        var refusal = exception switch
        {
            RefusedException refused => refused.Reason,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Refusal(RefusalKind.TooLarge, "http.body.tooLarge"),
            BadHttpRequestException => new Refusal(RefusalKind.Invalid, "http.body.broken"),
            _ when DiskFull.Is(exception) => DiskFull.Reason(Path.GetFileName(layout.Root)),
            _ => Fault(exception),
        };
        return (
            refusal,
            refusal.Code == "http.fault" ? StatusCodes.Status500InternalServerError
            : exception is BadHttpRequestException bad ? bad.StatusCode
            : Problems.StatusOf(refusal)
        );
    }

    private Refusal Fault(Exception exception)
    {
        var id = FaultId.New();
        logger.LogError(exception, "A request failed. Told to the client as {ErrorId}", id);
        return new(RefusalKind.Unavailable, "http.fault", ("id", id));
    }
}
