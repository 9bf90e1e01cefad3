using System.Globalization;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>Training: <c>mlops train</c>, whose events become the run's epochs, and whose models go to the artifact store.</summary>
internal sealed class TrainingWork(
    IRunLedger ledger,
    IRunStore runs,
    IDatasetStore datasets,
    IArtifactStore artifacts,
    CustomModelGate backbones,
    StorageLayout layout,
    IOptions<WorkerOptions> options
) : IWorkKind
{
    public WorkKind Kind => WorkKind.Training;

    public async Task<WorkStart> PrepareAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        var run = await ledger.ReadAsync(lease, cancellationToken) ?? throw new RefusedException(new Refusal(RefusalKind.Conflict, "work.holder.gone"));
        var manifest = await SealedData.ManifestAsync(datasets, run.DatasetVersion, cancellationToken);
        // What a run of an earlier program left untold is told before its first attempt here.
        var old = OldRunFolder.Undelivered(layout.Run(run.Run));
        if (old.Count > 0 && !await ledger.AppendAsync(lease, old, [], lease.Offsets, cancellationToken))
            throw new RefusedException(new Refusal(RefusalKind.Conflict, "work.holder.gone"));
        var backbone = await backbones.ArgumentsAsync(run.SpecJson, cancellationToken);
        var files = new RunFolder(layout, lease.Id);
        files.TakeOldLayout();
        var source = files.ResumeSource(folder);
        // Only the source is asked again; what is older was resumed from already.
        files.SweepAttempts(keep: [folder.Path, source]);
        await DurableFile.WriteAsync(
            folder.RequestFile,
            async (stream, token) => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(run.SpecJson), token),
            cancellationToken
        );
        manifest = await SealedData.LayAsync(manifest, folder.ManifestFile, cancellationToken);
        string[] begin =
            source is not null ? ["--resume-from", source]
            : run.Branch is { } branch ? ["--branch-from", $"{await new BranchInput(layout, run.Run).LayAsync(branch, cancellationToken)}@{branch.Epochs}"]
            : [];
        return new(
            new(new("work.what.run", ("run", $"{run.Number}")), run.Run, run.Number),
            [
                "train",
                "--spec",
                folder.RequestFile,
                "--out",
                folder.Path,
                "--data",
                manifest,
                "--threads",
                options.Value.Threads.ToString(CultureInfo.InvariantCulture),
                .. backbone,
                "--states",
                layout.States(run.Run),
                "--state-megabytes",
                options.Value.StateMegabytes.ToString(CultureInfo.InvariantCulture),
                .. begin,
            ]
        );
    }

    public Task<bool> StoreAsync(WorkLease lease, WorkOutput output, WorkOffsets offsets, CancellationToken cancellationToken)
    {
        var events = new List<RunEvent>();
        var lines = new List<OutputLine>();
        foreach (var line in output.Lines)
        {
            if (RunEventJson.TryRead(line) is not { } e)
                lines.Add(new("stdout", line));
            // Of several progress events in a row only the last says anything.
            else if (e is ProgressEvent && events.Count > 0 && events[^1] is ProgressEvent)
                events[^1] = e;
            else
                events.Add(e);
        }
        lines.AddRange(output.Errors.Select(l => new OutputLine("stderr", l)));
        return ledger.AppendAsync(lease, events, lines, offsets, cancellationToken);
    }

    public Task NoteAsync(WorkLease lease, Refusal note, CancellationToken cancellationToken) =>
        ledger.AppendAsync(lease, [], [new("note", note)], lease.Offsets, cancellationToken);

    public int? CodeOf(AttemptFolder folder) =>
        Finished(folder)?.Status switch
        {
            "completed" or "stopped_early" => ChildExit.Done,
            "cancelled" => ChildExit.Cancelled,
            "diverged" => ChildExit.Diverged,
            _ => null,
        };

    public async Task<Refusal?> CompleteAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        if (Finished(folder) is not { Status: "completed" or "stopped_early" } finished)
            return new(RefusalKind.Unavailable, "work.child.silent");
        var outputs = await KeepAsync(folder, cancellationToken);
        if (outputs.BestModel is null)
            return new(RefusalKind.Unavailable, "work.model.missing", ("file", "best.keras"));
        await ledger.FinishAsync(
            lease,
            finished.Status == "completed" ? RunStatus.Completed : RunStatus.StoppedEarly,
            DetailOf(finished),
            outputs,
            cancellationToken
        );
        return null;
    }

    public async Task EndAsync(WorkLease lease, WorkEnding ending, Refusal? why, AttemptFolder? folder, CancellationToken cancellationToken)
    {
        var (status, reason) = ending switch
        {
            WorkEnding.Cancelled => (RunStatus.Cancelled, why),
            WorkEnding.Diverged => (
                RunStatus.Diverged,
                (folder is null ? null : DetailOf(Finished(folder))) ?? new Refusal(RefusalKind.Unavailable, "run.diverged")
            ),
            _ => (RunStatus.Failed, why),
        };
        await ledger.FinishAsync(lease, status, reason, folder is null ? null : await KeepAsync(folder, cancellationToken), cancellationToken);
    }

    public async Task SweepAsync(WorkId work, CancellationToken cancellationToken)
    {
        var run = await runs.FindAsync(work.Run, cancellationToken);
        new RunFolder(layout, work).PublishAndSweep(mayResume: run?.Status is RunStatus.Cancelled or RunStatus.Failed);
    }

    private static Refusal? DetailOf(FinishedEvent? finished) => finished?.Detail is { } detail ? Refusal.OfSentence(detail) : null;

    private static FinishedEvent? Finished(AttemptFolder folder) => folder.OutputLines().Select(RunEventJson.TryRead).OfType<FinishedEvent>().LastOrDefault();

    /// <summary>Puts the models into the store and reads the reports; what is missing stays null.</summary>
    private async Task<RunOutputs> KeepAsync(AttemptFolder folder, CancellationToken cancellationToken) =>
        new(
            await PutAsync(folder, "best.keras", cancellationToken),
            await PutAsync(folder, "last.keras", cancellationToken),
            await folder.ReadAsync("preprocessing.json", cancellationToken),
            await folder.ReadAsync("evaluation.json", cancellationToken),
            await folder.ReadAsync("history.json", cancellationToken)
        )
        {
            Predictions = await PutAsync(folder, PredictionsFile.FileName, cancellationToken),
            CrossValidationJson = await folder.ReadAsync("crossvalidation.json", cancellationToken),
        };

    private async Task<string?> PutAsync(AttemptFolder folder, string name, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder.Path, name);
        return File.Exists(file) ? await artifacts.PutFileAsync(file, cancellationToken) : null;
    }
}
