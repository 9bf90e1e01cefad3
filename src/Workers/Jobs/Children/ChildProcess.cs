using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>A child that this process started: niced, in a session of its own so that Ctrl-C in a terminal reaches only the dashboard.</summary>
public sealed class ChildProcess : IChild
{
    private const int TailLines = 200;

    // What libtorch and .NET say when an allocation fails.
    private static readonly string[] MemoryWords = ["can't allocate memory", "OutOfMemoryException", "Out of memory", "bad_alloc"];

    private readonly Process process;
    private readonly Channel<string> output = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Channel<string> errors = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Queue<string> tail = new();
    private readonly CancellationTokenSource closed = new();
    private readonly long memoryKillsBefore = Posix.OutOfMemoryKills();
    private bool killed;

    private ChildProcess(Process process)
    {
        this.process = process;
        ProcessId = process.Id;
        Exit = EndAsync();
    }

    public int ProcessId { get; }
    public ChannelReader<string> Output => output.Reader;
    public ChannelReader<string> Errors => errors.Reader;
    public Task<ChildExit> Exit { get; }

    /// <summary>Standard input; only where the start asked for it.</summary>
    public StreamWriter Input => process.StandardInput;

    public static ChildProcess Start(ChildStart start, string executable, int nice, IReadOnlyDictionary<string, string> environment)
    {
        // setsid and nice replace themselves with the command: the process id stays the child's.
        var info = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = start.Folder ?? Path.GetTempPath(),
        };
        foreach (var argument in (string[])["nice", "-n", nice.ToString(CultureInfo.InvariantCulture), executable, .. start.Arguments]) info.ArgumentList.Add(argument);
        info.Environment.Clear();
        foreach (var (name, value) in environment) info.Environment[name] = value;
        foreach (var (name, value) in start.Environment) info.Environment[name] = value;
        var process = Process.Start(info) ?? throw new InvalidOperationException("The worker process could not be started.");
        if (start.Folder is not null) PidFile.Write(start.Folder, process.Id);
        if (!start.TakesInput) process.StandardInput.Close();
        return new(process);
    }

    public void AskToEnd() => Signal(ProcessId, Posix.SigTerm);

    public void Kill()
    {
        killed = true;
        // The whole group: whatever the child started goes with it.
        Signal(-ProcessId, Posix.SigKill);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) Kill();
        await ((Task)Exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closed.Dispose();
        process.Dispose();
    }

    private void Signal(int target, int signal)
    {
        if (!process.HasExited) Posix.Kill(target, signal);
    }

    private async Task<ChildExit> EndAsync()
    {
        var reading = Task.WhenAll(
            PumpAsync(process.StandardOutput, output.Writer, keepTail: false),
            PumpAsync(process.StandardError, errors.Writer, keepTail: true));
        await process.WaitForExitAsync(CancellationToken.None);
        // What the child started and left behind ends with it.
        Posix.Kill(-ProcessId, Posix.SigKill);
        // Whatever else holds the pipe open is not waited for long.
        closed.CancelAfter(TimeSpan.FromSeconds(2));
        await reading;
        return Describe();
    }

    private async Task PumpAsync(StreamReader reader, ChannelWriter<string> lines, bool keepTail)
    {
        try
        {
            while (await reader.ReadLineAsync(closed.Token) is { } line)
            {
                if (keepTail) Remember(line);
                lines.TryWrite(line);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The child is gone; what was read counts.
        }
        finally
        {
            lines.TryComplete();
        }
    }

    private void Remember(string line)
    {
        lock (tail)
        {
            if (tail.Count == TailLines) tail.Dequeue();
            tail.Enqueue(line);
        }
    }

    private ChildExit Describe()
    {
        string[] lines;
        lock (tail) lines = [.. tail];
        // 128 + signal is how both the kernel's report and a shell in between say it.
        int? signal = process.ExitCode is > 128 and < 160 ? process.ExitCode - 128 : null;
        var byKernel = signal == Posix.SigKill && !killed && Posix.OutOfMemoryKills() > memoryKillsBefore;
        var byItself = process.ExitCode != ChildExit.Done && lines.Any(l => MemoryWords.Any(w => l.Contains(w, StringComparison.OrdinalIgnoreCase)));
        return new(signal is null ? process.ExitCode : null, signal, byKernel || byItself, lines);
    }
}
