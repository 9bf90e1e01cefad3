using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Stores a child's events and log lines in batches, under the lease. What the database can't take now is kept and tried again while the child goes on.</summary>
internal sealed partial class RunEventWriter(IRunLedger ledger, IRunStore runs, RunLease lease, RunFolder folder, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(250);
    private const int Tries = 9;

    private readonly Channel<object> queue = Channel.CreateUnbounded<object>(new() { SingleReader = true });

    /// <summary>The last event, where it was a <c>finished</c> one.</summary>
    public FinishedEvent? Finished { get; private set; }

    public void Add(RunEvent e)
    {
        if (e is FinishedEvent finished) Finished = finished;
        queue.Writer.TryWrite(e);
    }

    public void AddLog(string kind, string line) => queue.Writer.TryWrite(new LogLine(kind, line));

    /// <summary>Nothing more will come.</summary>
    public void Complete() => queue.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>.</summary>
    /// <returns>False where the lease was lost: the rest was not written.</returns>
    /// <exception cref="Exception">The database could not be written for about two minutes.</exception>
    public async Task<bool> RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            await Task.WhenAny(Task.Delay(Batch, time), queue.Reader.Completion);
            var events = new List<RunEvent>();
            var log = new List<LogLine>();
            while (queue.Reader.TryRead(out var item))
            {
                if (item is LogLine line) log.Add(line);
                else Collect(events, (RunEvent)item);
            }
            foreach (var kind in log.GroupBy(l => l.Kind))
                await PersistAsync(async () => { await runs.AppendLogAsync(lease.Run, kind.Key, [.. kind.Select(l => l.Text)], CancellationToken.None); return true; });
            if (events.Count == 0) continue;
            if (!await PersistAsync(() => ledger.AppendAsync(lease, events, CancellationToken.None))) return false;
            folder.MarkDelivered(events.Max(e => e.Time));
        }
        return true;
    }

    // Of several progress events in a batch only the last says anything.
    private static void Collect(List<RunEvent> events, RunEvent e)
    {
        if (e is ProgressEvent && events.Count > 0 && events[^1] is ProgressEvent) events[^1] = e;
        else events.Add(e);
    }

    private async Task<bool> PersistAsync(Func<Task<bool>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await write();
            }
            catch (Exception e) when (attempt < Tries)
            {
                LogWriteFailed(logger, e, lease.Number, attempt);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(30, 0.25 * Math.Pow(2, attempt))), time);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Events of run {Run} could not be stored (try {Attempt}); they are kept and tried again.")]
    private static partial void LogWriteFailed(ILogger logger, Exception e, int run, int attempt);

    private sealed record LogLine(string Kind, string Text);
}
