using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Registry.Storage;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>Has the registry look after itself: soon after the start, and then whenever a day has passed.</summary>
public sealed partial class NightlyCare(RegistryCare care, TimeProvider time, ILogger<NightlyCare> logger) : BackgroundService
{
    /// <summary>How often it is asked whether something is due.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await Task.Run(care.Run, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(logger, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Error, "Looking after the registry failed; it is tried again in an hour.")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
