using System.Text;
using System.Threading.Channels;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>A child whose dashboard died while it went on: its events are read from the file it appends them to, its end is seen by its process id.</summary>
/// <remarks>Its exit code can't be known. <see cref="ChildExit.Code"/> is null and so is the signal: the last event decides, else the run is resumed.</remarks>
internal sealed class AdoptedChild : IChild
{
    private readonly PidFile file;
    private readonly TimeProvider time;
    private readonly Channel<string> output = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly Channel<string> errors = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly CancellationTokenSource left = new();

    public AdoptedChild(PidFile file, string eventsFile, TimeProvider time)
    {
        this.file = file;
        this.time = time;
        errors.Writer.Complete();
        Exit = FollowAsync(eventsFile);
    }

    public int ProcessId => file.ProcessId;
    public ChannelReader<string> Output => output.Reader;
    public ChannelReader<string> Errors => errors.Reader;
    public Task<ChildExit> Exit { get; }

    public void AskToEnd() => Signal(file.ProcessId, Posix.SigTerm);

    public void Kill() => Signal(-file.ProcessId, Posix.SigKill);

    /// <summary>Stops following; the child itself is left as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await left.CancelAsync();
        await ((Task)Exit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        left.Dispose();
    }

    private void Signal(int target, int signal)
    {
        if (file.IsAlive) Posix.Kill(target, signal);
    }

    private async Task<ChildExit> FollowAsync(string eventsFile)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
        var reader = new LineTail(eventsFile);
        try
        {
            bool alive;
            do
            {
                // Seen alive before reading: what it wrote last is read in the round after its end.
                alive = file.IsAlive;
                foreach (var line in reader.ReadNew()) output.Writer.TryWrite(line);
            }
            while (alive && await timer.WaitForNextTickAsync(left.Token));
        }
        finally
        {
            output.Writer.TryComplete();
        }
        return new(null, null, false, []);
    }

    /// <summary>Complete lines that a file gained since the last look.</summary>
    private sealed class LineTail(string path)
    {
        private long position;

        public List<string> ReadNew()
        {
            if (!File.Exists(path)) return [];
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = position;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            // Up to the last line's end: a line or character cut in two is read whole next time.
            var end = bytes.GetBuffer().AsSpan(0, (int)bytes.Length).LastIndexOf((byte)'\n') + 1;
            position += end;
            return [.. Encoding.UTF8.GetString(bytes.GetBuffer(), 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
    }
}
