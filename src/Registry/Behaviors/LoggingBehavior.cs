using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.Logging;

namespace MlOpsDashboard.Registry.Behaviors;

/// <summary>Notes slow requests by name and time. Never their contents.</summary>
internal sealed partial class LoggingBehavior<TRequest, TResponse>(ILogger<LoggingBehavior<TRequest, TResponse>> logger)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private const double SlowMilliseconds = 500;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var begin = Stopwatch.GetTimestamp();
        var response = await next();
        var milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (milliseconds > SlowMilliseconds)
            LogSlow(typeof(TRequest).Name, milliseconds);
        return response;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Request} took {Milliseconds:0} ms")]
    private partial void LogSlow(string request, double milliseconds);
}
