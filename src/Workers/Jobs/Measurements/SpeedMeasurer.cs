using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

/// <summary>Measures backbones in the background, one after another, once per backbone and picture size; never while a run trains, which would slow both and
/// spoil the number.</summary>
public sealed partial class SpeedMeasurer(IBackboneSpeedStore store, IWorkerCalls calls, ChildTable table, TimeProvider time, ILogger<SpeedMeasurer> logger)
    : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Channel<(string Backbone, int Size)> queue = Channel.CreateUnbounded<(string, int)>();
    private readonly Lock gate = new();
    private readonly HashSet<(string Backbone, int Size)> asked = [];

    /// <summary>What has been measured; the question also puts what is missing in the queue.</summary>
    public async Task<IReadOnlyList<BackboneSpeed>> ListAsync(IEnumerable<(string Backbone, int Size)> wanted, CancellationToken cancellationToken)
    {
        var known = await store.ListAsync(cancellationToken);
        foreach (var want in wanted.Where(w => !known.Any(k => k.Backbone == w.Backbone && k.ImageSize == w.Size)))
            lock (gate)
                // Once a process: one that failed would fail again.
                if (asked.Add(want))
                    queue.Writer.TryWrite(want);
        return known;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), time);
        await foreach (var (backbone, size) in queue.Reader.ReadAllAsync(stoppingToken))
        {
            while (table.List().Any(w => w.Run is not null))
                await timer.WaitForNextTickAsync(stoppingToken);
            try
            {
                await MeasureAsync(backbone, size, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e, backbone, size);
            }
        }
    }

    private async Task MeasureAsync(string backbone, int size, CancellationToken cancellationToken)
    {
        var answer = await calls.CallAsync(
            new(
                new("work.what.measure", ("backbone", backbone), ("size", $"{size}")),
                ["bench", "--json", "--backbone", backbone, "--size", size.ToString(System.Globalization.CultureInfo.InvariantCulture)]
            )
            {
                Time = Longest,
            },
            cancellationToken
        );
        if (!answer.IsDone)
            throw new InvalidOperationException(answer.Sentence);
        using var document = JsonDocument.Parse(answer.Output);
        foreach (var measured in document.RootElement.GetProperty("backbones").EnumerateArray())
            await store.StoreAsync(
                new(
                    measured.GetProperty("name").GetString()!,
                    measured.GetProperty("imageSize").GetInt32(),
                    1000 / measured.GetProperty("forwardImagesPerSecond").GetDouble(),
                    1000 / measured.GetProperty("trainImagesPerSecond").GetDouble()
                ),
                cancellationToken
            );
    }

    [LoggerMessage(LogLevel.Warning, "The speed of {Backbone} at {Size} px could not be measured.")]
    private static partial void LogFailed(ILogger logger, Exception e, string backbone, int size);
}
