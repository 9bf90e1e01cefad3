using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Inspection;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Has a child import a dataset: writes the sample first where it is one, passes progress on, stores the version. An import cut short by a crash is simply run again: the same pictures give the same version.</summary>
public sealed partial class ImportSupervisor(
    IDatasetStore datasets, ImportSourceGate gate, SampleCatalogReader samples, StorageLayout layout, ChildLauncher launcher, StopSignals<ImportId> stops,
    IOptions<WorkerOptions> options, TimeProvider time, ILogger<ImportSupervisor> logger)
{
    public async Task SuperviseAsync(ImportId id, CancellationToken shutdown)
    {
        if (shutdown.IsCancellationRequested) return;
        using var stop = stops.Listen(id);
        var open = (await datasets.OpenImportsAsync(shutdown)).FirstOrDefault(i => i.Import == id);
        if (open is null) return;
        try
        {
            await ImportAsync(open, stop.Token, shutdown);
        }
        catch (Exception e)
        {
            if (shutdown.IsCancellationRequested) return;
            LogFault(logger, e, open.DatasetName);
            await datasets.EndImportAsync(id, ImportStatus.Failed, $"The import could not be run: {e.Message}", null, CancellationToken.None);
        }
    }

    private async Task ImportAsync(OpenImport open, CancellationToken person, CancellationToken shutdown)
    {
        var resolved = gate.Resolve(open.Source);
        if (resolved.Value is not { } from)
        {
            await datasets.EndImportAsync(open.Import, ImportStatus.Refused, resolved.Refusal, null, CancellationToken.None);
            return;
        }
        var folder = layout.Import(open.Import);
        Directory.CreateDirectory(folder);
        await EndOrphanAsync(folder);
        string? attribution = null;
        if (open.Source is SampleSource sample)
        {
            attribution = (await samples.ListAsync(shutdown)).FirstOrDefault(s => s.Name == sample.Name)?.Attribution;
            var written = await WatchAsync(open, Child(open, folder, "samples", sample.Name, "--out", from), person, shutdown);
            if (written.Exit.Code != ChildExit.Done || written.Stopped)
            {
                await EndAsync(open, written);
                return;
            }
        }
        var imported = await WatchAsync(open, Child(open, folder, "import", "--from", from, "--store", layout.Root), person, shutdown);
        if (imported is { Exit.Code: ChildExit.Done, Stopped: false, Finished: { ManifestFile: { } manifest } finished })
        {
            var stored = await datasets.CompleteImportAsync(open.Import, new(manifest, finished.Report, attribution), CancellationToken.None);
            if (!stored.IsDone) await datasets.EndImportAsync(open.Import, ImportStatus.Refused, stored.Refusal, finished.Report, CancellationToken.None);
        }
        else if (!await EndAsync(open, imported)) return;
        CleanUp(open, folder);
    }

    private static ChildStart Child(OpenImport open, string folder, params string[] arguments) => new($"Import of {open.DatasetName}", arguments) { Folder = folder };

    /// <returns>False where the import stays open: the dashboard shuts down, the next start runs it again.</returns>
    private async Task<bool> EndAsync(OpenImport open, ImportWatched watched)
    {
        if (watched.ByShutdown) return false;
        var (status, sentence) = watched switch
        {
            { Stopped: true } => (ImportStatus.Cancelled, null),
            { Finished.Refusal: { } refusal } => (ImportStatus.Refused, refusal),
            { Exit.Code: ChildExit.Refused } => (ImportStatus.Refused, watched.Exit.RefusalSentence),
            { Exit.Code: ChildExit.Done } => (ImportStatus.Failed, "The worker process ended without saying what it imported."),
            _ => (ImportStatus.Failed, watched.Exit.Sentence),
        };
        // Refused where a person's cancel has ended it already: then there is nothing left to say.
        await datasets.EndImportAsync(open.Import, status, sentence, watched.Finished?.Report, CancellationToken.None);
        return true;
    }

    private async Task<ImportWatched> WatchAsync(OpenImport open, ChildStart start, CancellationToken person, CancellationToken shutdown)
    {
        await using var child = launcher.Start(start);
        var ended = false;
        await using var stop = person.Register(() => _ = EndSoonAsync(child));
        await using var shut = shutdown.Register(() => _ = EndSoonAsync(child));
        ImportFinished? finished = null;
        var errors = DrainAsync(child);
        await foreach (var line in child.Output.ReadAllAsync(CancellationToken.None))
        {
            switch (TryRead(line))
            {
                case ImportFinished f:
                    finished = f;
                    break;
                case ImportProgress progress when !ended && !await datasets.ReportProgressAsync(open.Import, progress, CancellationToken.None):
                    ended = true;
                    _ = EndSoonAsync(child);
                    break;
            }
        }
        await errors;
        var exit = await child.Exit;
        return new(exit, finished, ended || person.IsCancellationRequested, shutdown.IsCancellationRequested && exit.Code != ChildExit.Done);
    }

    private async Task EndSoonAsync(ChildProcess child)
    {
        child.AskToEnd();
        await Task.WhenAny(child.Exit, Task.Delay(options.Value.StopGrace, time));
        if (!child.Exit.IsCompleted) child.Kill();
    }

    // A child of a dashboard that died writes the same files: one at a time.
    private async Task EndOrphanAsync(string folder)
    {
        if (PidFile.FindAlive(folder) is not { } orphan) return;
        Posix.Kill(orphan.ProcessId, Posix.SigTerm);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        var rounds = options.Value.StopSeconds * 10;
        while (orphan.IsAlive && rounds-- > 0) await timer.WaitForNextTickAsync();
        if (orphan.IsAlive) Posix.Kill(-orphan.ProcessId, Posix.SigKill);
    }

    private void CleanUp(OpenImport open, string folder)
    {
        Directory.Delete(folder, recursive: true);
        if (open.Source is UploadSource upload) Directory.Delete(Path.Combine(layout.Uploads, upload.Folder), recursive: true);
    }

    private static async Task DrainAsync(ChildProcess child)
    {
        await foreach (var _ in child.Errors.ReadAllAsync(CancellationToken.None))
        {
            // The tail is kept by the child.
        }
    }

    private static ImportEvent? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<ImportEvent>(line, ImportEvent.Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <param name="Stopped">A person cancelled it.</param>
    private sealed record ImportWatched(ChildExit Exit, ImportFinished? Finished, bool Stopped, bool ByShutdown);

    [LoggerMessage(LogLevel.Error, "The import of {Dataset} could not be run.")]
    private static partial void LogFault(ILogger logger, Exception e, string dataset);
}
