using System.Diagnostics;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>A child whose output is read from pipes; it ends with this process, or when it is disposed.</summary>
internal sealed class PipedChild : IAsyncDisposable
{
    private const int LastLines = 200,
        LongestLine = 4_000;

    private readonly Process process;
    private readonly IDisposable row;
    private readonly long memoryKills = Posix.OutOfMemoryKills();
    private readonly Queue<string> errors = new();
    private readonly Task reading;

    public PipedChild(Process process, IDisposable row)
    {
        (this.process, this.row, Id) = (process, row, process.Id);
        reading = ReadErrorsAsync();
        Exit = EndAsync();
    }

    public int Id { get; }

    public StreamWriter Input => process.StandardInput;

    public StreamReader Output => process.StandardOutput;

    public long MemoryBytes => Posix.SessionBytes(Id);

    /// <summary>Done when it has ended.</summary>
    public Task<ChildExit> Exit { get; }

    /// <summary>Ends it and whatever it started.</summary>
    public void Kill()
    {
        if (!Exit.IsCompleted && !process.HasExited)
            Posix.KillAll(Id, Posix.SigKill);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await ((Task)Exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Dispose();
    }

    private async Task<ChildExit> EndAsync()
    {
        await process.WaitForExitAsync(CancellationToken.None);
        // What it started and left behind ends with it.
        Posix.Kill(-Id, Posix.SigKill);
        row.Dispose();
        // Whatever else holds the pipe open is not waited for long.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2)));
        string[] lines;
        lock (errors)
            lines = [.. errors];
        return ChildExit.Of(process.ExitCode, Posix.OutOfMemoryKills() > memoryKills, lines);
    }

    private async Task ReadErrorsAsync()
    {
        try
        {
            var lines = new BoundedLines(process.StandardError, LongestLine);
            while (await lines.ReadAsync() is { } line)
            {
                lock (errors)
                {
                    if (errors.Count == LastLines)
                        errors.Dequeue();
                    errors.Enqueue(line);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone; what was read counts.
        }
    }
}
