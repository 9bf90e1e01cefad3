using System.Globalization;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Models;
using MlOpsDashboard.Workers.Jobs.Runs;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Certificates;

/// <summary>Certificates: <c>mlops rerun</c>, whose report is stored with the version. One cut short is simply begun again.</summary>
internal sealed class CertificateWork(
    ICertificateStore certificates,
    IRunStore runs,
    IDatasetStore datasets,
    IArtifactStore artifacts,
    CustomModelGate backbones,
    StorageLayout layout
) : IWorkKind
{
    public WorkKind Kind => WorkKind.Rerun;

    public async Task<WorkStart> PrepareAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        var known =
            await certificates.FindAsync(lease.Id, cancellationToken) ?? throw new RefusedException(new Refusal(RefusalKind.NotFound, "certificate.version"));
        var manifest = await SealedData.ManifestAsync(datasets, known.Dataset, cancellationToken);
        var given = await LayAsync(known, folder, cancellationToken);
        var backbone = await backbones.ArgumentsAsync(known.SpecJson, cancellationToken);
        string[] epochs = known.Epochs is { } first ? ["--epochs", first.ToString(CultureInfo.InvariantCulture)] : [];
        return new(
            new(new("work.what.certificate", ("model", known.Model), ("version", $"{known.Number}"))),
            [
                "rerun",
                given,
                "--out",
                Path.Combine(folder.Path, "again"),
                "--data",
                await SealedData.LayAsync(manifest, folder.ManifestFile, cancellationToken),
                .. backbone,
                .. epochs,
            ]
        );
    }

    // The run as the registry remembers it, not as its folder may look by now.
    private async Task<string> LayAsync(KnownCertificate known, AttemptFolder folder, CancellationToken cancellationToken)
    {
        var given = Path.Combine(folder.Path, "run");
        DurableFile.CreateFolder(given);
        await File.WriteAllTextAsync(Path.Combine(given, "spec.json"), known.SpecJson, Encoding.UTF8, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(given, "history.json"), known.HistoryJson, Encoding.UTF8, cancellationToken);
        var run = await runs.FindAsync(known.Run, cancellationToken);
        foreach (var (name, sha256) in new[] { ("best.keras", known.Artifact), ("last.keras", run?.LastModel) })
            if (sha256 is not null && await artifacts.LocalPathAsync(sha256, cancellationToken) is { } file)
                DurableFile.LinkOrCopy(file, Path.Combine(given, name));
        if (new RunFolder(layout, WorkId.Of(known.Run)).FileOf(RunEnvironment.FileName) is { } environment)
            DurableFile.LinkOrCopy(environment, Path.Combine(given, RunEnvironment.FileName));
        if (run?.BranchedAfter is null)
            return given;
        var begin = KeptState.In(layout.States(known.Run)).FirstOrDefault(s => s.IsBegin);
        if (begin is null)
            throw new RefusedException(new Refusal(RefusalKind.Unavailable, "certificate.begin"));
        var states = Path.Combine(given, "states");
        DurableFile.LinkOrCopy(begin.Path, Path.Combine(states, Path.GetFileName(begin.Path)));
        return given;
    }

    public Task<bool> StoreAsync(WorkLease lease, WorkOutput output, WorkOffsets offsets, CancellationToken cancellationToken) =>
        certificates.ReportAsync(lease, output.Lines.Select(RunEventJson.TryRead).OfType<ProgressEvent>().LastOrDefault()?.Epoch, offsets, cancellationToken);

    public Task NoteAsync(WorkLease lease, Refusal note, CancellationToken cancellationToken) => Task.CompletedTask;

    public int? CodeOf(AttemptFolder folder) => Report(folder) is null ? null : ChildExit.Done;

    public async Task<Refusal?> CompleteAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        if (Report(folder) is not { } report)
            return new(RefusalKind.Unavailable, "work.child.silent");
        await certificates.CompleteAsync(lease, report, cancellationToken);
        return null;
    }

    public Task EndAsync(WorkLease lease, WorkEnding ending, Refusal? why, AttemptFolder? folder, CancellationToken cancellationToken) =>
        certificates.EndAsync(
            lease,
            ending == WorkEnding.Cancelled ? CertificateStatus.Cancelled : CertificateStatus.Failed,
            ending == WorkEnding.Cancelled ? null : why,
            cancellationToken
        );

    public Task SweepAsync(WorkId work, CancellationToken cancellationToken)
    {
        if (AttemptFolder.Parent(layout, WorkKind.Rerun, work) is var folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    private static RerunReport? Report(AttemptFolder folder) => folder.OutputLines().Select(RerunReport.TryRead).OfType<RerunReport>().LastOrDefault();
}
