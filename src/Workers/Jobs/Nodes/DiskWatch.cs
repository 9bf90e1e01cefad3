using Microsoft.Extensions.Hosting;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>Looks every five seconds whether the disk is full, whatever is at work: pages say so while it is.</summary>
internal sealed class DiskWatch(DiskSpace disk, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do await Task.Run(disk.Look, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
