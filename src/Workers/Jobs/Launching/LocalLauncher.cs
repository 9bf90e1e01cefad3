using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Launching;

/// <summary>Children of this machine. A handle is the attempt's folder, relative to the storage root; what the child says goes to files in it, so it needs
/// nobody who listens.</summary>
internal sealed class LocalLauncher(ChildStarter starter, ChildTable table, StorageLayout layout, IOptions<WorkerOptions> options, TimeProvider time)
    : ILauncher
{
    private readonly ConcurrentDictionary<string, Own> own = new();

    public bool OutlivesSupervisor => false;

    public Task StartAsync(string handle, WorkStart start)
    {
        var folder = FolderOf(handle);
        Directory.CreateDirectory(folder.Launcher);
        File.WriteAllText(folder.WordsFile, JsonSerializer.Serialize(start.Words));
        var memoryKills = Posix.OutOfMemoryKills();
        var process = starter.Start(new(start.Arguments) { Attempt = folder.Path, Environment = start.Environment });
        var row = table.Add(start.Words, process.Id);
        own[handle] = new(process, memoryKills, row);
        return Task.CompletedTask;
    }

    public Task<LaunchState> LookAsync(string handle)
    {
        var folder = FolderOf(handle);
        if (own.TryGetValue(handle, out var mine))
            return Task.FromResult(mine.Look());
        if (folder.Process is not { } process)
            return Task.FromResult(LaunchState.Unknown);
        var alive = Posix.IsAlive(process);
        if (alive && !table.List().Any(w => w.ProcessId == process.ProcessId))
            Adopt(folder, process);
        if (alive)
            return Task.FromResult(new LaunchState(true, true, null, false, Posix.Age(process), Posix.SessionBytes(process.ProcessId)));
        var exit = folder.Exit;
        return Task.FromResult(new LaunchState(true, false, exit?.Code, false, exit?.Uptime is { } ended ? Posix.Age(process, ended) : 0, 0));
    }

    public Task StopAsync(string handle, bool force)
    {
        if (own.TryGetValue(handle, out var mine))
        {
            mine.Kill(force ? Posix.SigKill : Posix.SigTerm);
        }
        else if (FolderOf(handle).Process is { } process && Posix.IsAlive(process))
        {
            Posix.Kill(-process.ProcessId, force ? Posix.SigKill : Posix.SigTerm);
        }
        return Task.CompletedTask;
    }

    public Task<Stream> OutputAsync(string handle, bool errors, long from)
    {
        var folder = FolderOf(handle);
        var path = errors ? folder.ErrorFile : folder.OutputFile;
        if (!File.Exists(path))
            return Task.FromResult(Stream.Null);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        file.Position = from;
        return Task.FromResult<Stream>(file);
    }

    public async Task EndStrangersAsync(IReadOnlyCollection<string> known)
    {
        var sessions = known.Select(h => FolderOf(h).Process?.ProcessId).ToHashSet();
        var strangers = Posix
            .WithVariable(ChildEnvironment.Marker, layout.Root)
            .Where(id => !sessions.Contains(Posix.Session(id)))
            .Concat(ChildrenOfOldFolders())
            .ToHashSet();
        foreach (var id in strangers)
            Posix.Kill(id, Posix.SigTerm);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        for (var waited = TimeSpan.Zero; waited < options.Value.StopGrace && strangers.Any(id => Posix.StartTicks(id) is not null); waited += timer.Period)
            await timer.WaitForNextTickAsync();
        foreach (var id in strangers.Where(id => Posix.StartTicks(id) is not null))
            Posix.Kill(id, Posix.SigKill);
    }

    // Program versions up to 0.1 left child.pid in a run's or import's own folder.
    private IEnumerable<int> ChildrenOfOldFolders()
    {
        foreach (var parent in new[] { layout.Runs, layout.Imports }.Where(Directory.Exists))
        foreach (var folder in Directory.EnumerateDirectories(parent))
            if (OldPidFile.Read(folder) is { } process && Posix.StartTicks(process.ProcessId) == process.StartTicks)
                yield return process.ProcessId;
    }

    private void Adopt(AttemptFolder folder, ProcessIdentity process)
    {
        _ = EndRowAsync(process, table.Add(Words(folder) ?? new(new Refusal("work.what.earlier")), process.ProcessId));
    }

    // Program versions up to 0.1 wrote a text in place of a code.
    private static ChildWords? Words(AttemptFolder folder)
    {
        try
        {
            return Posix.Read(folder.WordsFile) is { } text ? JsonSerializer.Deserialize<ChildWords>(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task EndRowAsync(ProcessIdentity process, IDisposable row)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (Posix.IsAlive(process))
            await timer.WaitForNextTickAsync();
        row.Dispose();
    }

    private AttemptFolder FolderOf(string handle) => new(Path.Combine(layout.Root, handle));

    private sealed class Own(Process process, long memoryKills, IDisposable row)
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly Lock gate = new();
        private LaunchState? ended;

        public LaunchState Look()
        {
            lock (gate)
            {
                if (ended is not null)
                    return ended;
                var seconds = watch.Elapsed.TotalSeconds;
                if (!process.HasExited)
                    return new(true, true, null, false, seconds, Posix.SessionBytes(process.Id));
                ended = new(true, false, process.ExitCode, Posix.OutOfMemoryKills() > memoryKills, seconds, 0);
                // What the child started and left behind ends with it.
                Posix.Kill(-process.Id, Posix.SigKill);
                row.Dispose();
                process.Dispose();
                return ended;
            }
        }

        public void Kill(int signal)
        {
            lock (gate)
                if (ended is null && !process.HasExited)
                    Posix.KillAll(process.Id, signal);
        }
    }
}
