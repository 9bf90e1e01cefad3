using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Nodes;
using MlOpsDashboard.Workers.Jobs.Scheduling;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Takes a run's lease, has a child train it, and says what became of it. Knows nothing of Quartz.</summary>
public sealed partial class RunSupervisor(
    IRunLedger ledger, IRunStore runs, IDatasetStore datasets, IArtifactStore artifacts, CustomModelGate backbones, StorageLayout layout, ChildLauncher launcher,
    StopSignals<RunId> stops, WorkerNodeName node, IOptions<WorkerOptions> options, TimeProvider time, ILogger<RunSupervisor> logger)
{
    private const string ShutdownReason = "The dashboard was shut down; the run goes on from its last checkpoint at the next start.";

    /// <param name="faults">How often the run has ended by a fault in a row.</param>
    /// <param name="shutdown">The process is asked to end: the child writes a checkpoint, the run is given back.</param>
    public async Task<RunEnd> SuperviseAsync(RunId run, int faults, CancellationToken shutdown)
    {
        if (shutdown.IsCancellationRequested) return new RunEnd.Nothing();
        using var stop = stops.Listen(run);
        if (await ledger.AcquireAsync(run, node.Value, shutdown) is not { } lease) return new RunEnd.Nothing();
        LogTaken(logger, lease.Number, lease.Attempt);
        try
        {
            return await TrainAsync(lease, faults, stop.Token, shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            return await InterruptAsync(lease);
        }
        catch (Exception e)
        {
            // Ours, not the child's: the executable is missing, the disk is full, the database is gone.
            LogFault(logger, e, lease.Number);
            return await FailAsync(lease, $"The run could not be supervised: {e.Message}", faults, mayTryAgain: true);
        }
    }

    private async Task<RunEnd> TrainAsync(RunLease lease, int faults, CancellationToken person, CancellationToken shutdown)
    {
        var folder = new RunFolder(layout.Run(lease.Run));
        Directory.CreateDirectory(folder.Path);
        var manifest = await datasets.ManifestPathAsync(lease.DatasetVersion, shutdown);
        if (manifest is null || !File.Exists(manifest))
            return await EndAsync(lease, RunStatus.Failed, $"Expected the manifest of the run's dataset at {manifest ?? "its place"}; it is missing. Import the dataset again.", null);
        string[] backbone = [];
        try
        {
            if (TrainingSpecJson.Parse(lease.SpecJson).Value is { } spec && await backbones.FileAsync(spec.Backbone, shutdown) is { } file) backbone = ["--backbone", file];
        }
        catch (RefusedException refused)
        {
            return await EndAsync(lease, RunStatus.Failed, refused.Message, null);
        }
        await File.WriteAllTextAsync(folder.RequestFile, lease.SpecJson, shutdown);
        var start = new ChildStart($"Run {lease.Number}", ["train", "--spec", folder.RequestFile, "--out", folder.Path, "--data", manifest, "--threads", Threads(options.Value), .. backbone, .. Resume(lease, folder)])
        {
            Folder = folder.Path,
            Run = lease.Run,
            RunNumber = lease.Number,
        };

        var before = await FollowOrphanAsync(start, lease, folder, person, shutdown);
        if (before is not null && (before.Reason != StopReason.None || before.Finished is not null)) return await ConcludeAsync(lease, folder, before, faults);

        await using var child = launcher.Start(start);
        return await ConcludeAsync(lease, folder, await WatchAsync(child, lease, folder, DateTimeOffset.MinValue, person, shutdown), faults);
    }

    private static string Threads(WorkerOptions options) => options.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Resume(RunLease lease, RunFolder folder) => lease.Attempt > 1 || folder.HasCheckpoint ? ["--resume"] : [];

    /// <summary>A child that outlived its dashboard is followed to its end; of one that has ended meanwhile, what it wrote is told. Null where there was neither.</summary>
    private async Task<Watched?> FollowOrphanAsync(ChildStart start, RunLease lease, RunFolder folder, CancellationToken person, CancellationToken shutdown)
    {
        if (launcher.Adopt(start, folder.EventsFile) is { } orphan)
        {
            await using (orphan)
            {
                LogAdopted(logger, lease.Number, orphan.ProcessId);
                return await WatchAsync(orphan, lease, folder, folder.Delivered, person, shutdown);
            }
        }
        if (lease.Attempt == 1) return null;
        var writer = Writer(lease, folder);
        foreach (var e in folder.Undelivered()) writer.Add(e);
        writer.Complete();
        // "Cancelled" of an earlier attempt is no end: this attempt is what goes on from there.
        var finished = writer.Finished is { Status: not "cancelled" } end ? end : null;
        var lost = !await writer.RunAsync();
        return new(new(null, null, false, []), lost ? StopReason.LeaseLost : StopReason.None, finished);
    }

    private RunEventWriter Writer(RunLease lease, RunFolder folder) => new(ledger, runs, lease, folder, time, logger);

    private Task<Watched> WatchAsync(IChild child, RunLease lease, RunFolder folder, DateTimeOffset after, CancellationToken person, CancellationToken shutdown) =>
        new RunWatch(child, lease, ledger, Writer(lease, folder), options.Value, time, logger).WatchAsync(after, person, shutdown);

    private async Task<RunEnd> ConcludeAsync(RunLease lease, RunFolder folder, Watched watched, int faults)
    {
        LogEnded(logger, lease.Number, watched.Exit.Code, watched.Exit.Signal, watched.Reason);
        switch (watched.Reason)
        {
            case StopReason.LeaseLost:
                return new RunEnd.Nothing();
            case StopReason.DatabaseLost:
                return await FailAsync(lease, "The database could not be written for minutes; the run was ended at its last checkpoint.", faults, mayTryAgain: true);
        }
        // An orphan's exit code is not known: its last event says the same.
        var code = watched.Exit.Code ?? (watched.Exit.Signal is null ? CodeOf(watched.Finished) : null);
        return (code, watched.Reason) switch
        {
            (ChildExit.Done, _) => await CompleteAsync(lease, folder, watched, faults),
            (ChildExit.Diverged, _) => await EndAsync(lease, RunStatus.Diverged, watched.Finished?.Detail ?? "The loss was no longer a finite number. A lower learning rate is the usual cure.", await KeepAsync(folder)),
            (ChildExit.Refused, _) => await EndAsync(lease, RunStatus.Failed, watched.Exit.RefusalSentence, null),
            (_, StopReason.Person) => await EndAsync(lease, RunStatus.Cancelled, code == ChildExit.Cancelled ? null : "It did not end in time and was killed; the last checkpoint counts.", await KeepAsync(folder)),
            (_, StopReason.Shutdown) => await InterruptAsync(lease),
            // Nobody here asked: somebody outside ended the child by SIGTERM. Its checkpoint is whole.
            (ChildExit.Cancelled, _) => await FailAsync(lease, "The worker process was asked to end from outside.", faults, mayTryAgain: true),
            _ => await FailAsync(lease, watched.Exit.Sentence, faults, mayTryAgain: !watched.Exit.OutOfMemory),
        };
    }

    private async Task<RunEnd> CompleteAsync(RunLease lease, RunFolder folder, Watched watched, int faults)
    {
        if (watched.Finished is not { Status: "completed" or "stopped_early" } finished)
            return await FailAsync(lease, "The worker process ended without saying that the training has finished.", faults, mayTryAgain: true);
        var outputs = await KeepAsync(folder);
        if (outputs.BestModel is null) return await FailAsync(lease, "The worker process finished without leaving best.keras.", faults, mayTryAgain: false);
        return await EndAsync(lease, finished.Status == "completed" ? RunStatus.Completed : RunStatus.StoppedEarly, finished.Detail, outputs);
    }

    private Task<RunOutputs> KeepAsync(RunFolder folder) => folder.KeepAsync(artifacts, CancellationToken.None);

    private async Task<RunEnd> EndAsync(RunLease lease, RunStatus status, string? detail, RunOutputs? outputs) =>
        await ledger.FinishAsync(lease, status, detail, outputs, CancellationToken.None) ? new RunEnd.Finished(status) : new RunEnd.Nothing();

    private async Task<RunEnd> InterruptAsync(RunLease lease) =>
        await ledger.InterruptAsync(lease, ShutdownReason, CancellationToken.None) ? new RunEnd.Interrupted() : new RunEnd.Nothing();

    private async Task<RunEnd> FailAsync(RunLease lease, string sentence, int faults, bool mayTryAgain)
    {
        faults++;
        if (!mayTryAgain || faults >= options.Value.MaxAttempts)
            return await EndAsync(lease, RunStatus.Failed, faults > 1 ? $"{sentence} It was tried {faults} times." : sentence, null);
        var delay = options.Value.RetryDelay(faults);
        var reason = $"Attempt {faults} of {options.Value.MaxAttempts} failed: {sentence} The next one goes on from the last checkpoint.";
        return await ledger.InterruptAsync(lease, reason, CancellationToken.None) ? new RunEnd.TryAgain(faults, delay) : new RunEnd.Nothing();
    }

    private static int? CodeOf(FinishedEvent? finished) => finished?.Status switch
    {
        "completed" or "stopped_early" => ChildExit.Done,
        "cancelled" => ChildExit.Cancelled,
        "diverged" => ChildExit.Diverged,
        _ => null,
    };

    [LoggerMessage(LogLevel.Information, "Run {Run} taken, attempt {Attempt}.")]
    private static partial void LogTaken(ILogger logger, int run, int attempt);

    [LoggerMessage(LogLevel.Information, "Run {Run}: process {ProcessId} outlived the dashboard; it is followed.")]
    private static partial void LogAdopted(ILogger logger, int run, int processId);

    [LoggerMessage(LogLevel.Information, "Run {Run}: child ended, code {Code}, signal {Signal}, asked by {Reason}.")]
    private static partial void LogEnded(ILogger logger, int run, int? code, int? signal, StopReason reason);

    [LoggerMessage(LogLevel.Error, "Run {Run} could not be supervised.")]
    private static partial void LogFault(ILogger logger, Exception e, int run);
}
