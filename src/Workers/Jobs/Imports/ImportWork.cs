using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Inspection;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Imports: <c>mlops import</c>, whose manifest becomes a dataset version. One cut short is simply run again: the same pictures give the same
/// version.</summary>
internal sealed class ImportWork(IDatasetStore datasets, ImportSourceGate gate, SampleCatalogReader samples, StorageLayout layout) : IWorkKind
{
    public WorkKind Kind => WorkKind.Import;

    public async Task<WorkStart> PrepareAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        var import = await FindAsync(lease, cancellationToken);
        var from = gate.Resolve(import.Source);
        if (from.Value is not { } path)
            throw new RefusedException(from.Reason!);
        string[] sample = import.Source is SampleSource named ? ["--sample", named.Name] : [];
        string[] kind = import.Source.TargetKind is { } unlabelled ? ["--kind", unlabelled] : [];
        string[] addTo = import.Source.AddTo is { } version ? ["--add-to", await ManifestAsync(version, cancellationToken)] : [];
        return new(
            new(new Refusal("work.what.import", ("dataset", import.DatasetName))),
            ["import", "--from", path, "--store", layout.Root, .. sample, .. kind, .. addTo, .. TableArguments.Of(import.Source.Table)]
        );
    }

    public Task<bool> StoreAsync(WorkLease lease, WorkOutput output, WorkOffsets offsets, CancellationToken cancellationToken) =>
        datasets.ReportProgressAsync(lease, output.Lines.Select(TryRead).OfType<ImportProgress>().LastOrDefault(), offsets, cancellationToken);

    public Task NoteAsync(WorkLease lease, Refusal note, CancellationToken cancellationToken) => Task.CompletedTask;

    public int? CodeOf(AttemptFolder folder) =>
        Finished(folder) switch
        {
            null => null,
            { Refusal: null } => ChildExit.Done,
            _ => ChildExit.Refused,
        };

    public async Task<Refusal?> CompleteAsync(WorkLease lease, AttemptFolder folder, CancellationToken cancellationToken)
    {
        if (Finished(folder) is not { ManifestFile: { } manifest } finished)
            return new(RefusalKind.Unavailable, "work.child.silent");
        var import = await FindAsync(lease, cancellationToken);
        var attribution = import.Source is SampleSource sample
            ? (await samples.ListAsync(cancellationToken)).FirstOrDefault(s => s.Name == sample.Name)?.Attribution
            : null;
        var stored = await datasets.CompleteImportAsync(import.Import, new(manifest, finished.Report, attribution), cancellationToken);
        // Refused where a person's cancel has ended it already: then there is nothing left to say.
        if (!stored.IsDone)
            await datasets.EndImportAsync(import.Import, ImportStatus.Refused, stored.Reason, finished.Report, cancellationToken);
        return null;
    }

    public async Task EndAsync(WorkLease lease, WorkEnding ending, Refusal? why, AttemptFolder? folder, CancellationToken cancellationToken)
    {
        var finished = folder is null ? null : Finished(folder);
        var (status, reason) = ending switch
        {
            WorkEnding.Cancelled => (ImportStatus.Cancelled, null),
            WorkEnding.Refused => (ImportStatus.Refused, ReasonOf(finished) ?? why),
            _ => (ImportStatus.Failed, why),
        };
        await datasets.EndImportAsync(lease.Id.Import, status, reason, finished?.Report, cancellationToken);
    }

    public async Task SweepAsync(WorkId work, CancellationToken cancellationToken)
    {
        if (
            await datasets.FindImportAsync(work.Import, cancellationToken) is { Source: UploadSource upload }
            && Path.Combine(layout.Uploads, upload.Folder) is var uploaded
            && Directory.Exists(uploaded)
        )
            Directory.Delete(uploaded, recursive: true);
        if (layout.Import(work.Import) is var folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private async Task<string> ManifestAsync(DatasetVersionId version, CancellationToken cancellationToken) =>
        await datasets.ManifestPathAsync(version, cancellationToken)
        ?? throw new RefusedException(new Refusal(RefusalKind.NotFound, "registry.datasetVersion.missing", ("received", version.ToString())));

    private async Task<KnownImport> FindAsync(WorkLease lease, CancellationToken cancellationToken) =>
        await datasets.FindImportAsync(lease.Id.Import, cancellationToken) ?? throw new InvalidOperationException($"Import {lease.Id} is not in the registry.");

    private static ImportFinished? Finished(AttemptFolder folder) => folder.OutputLines().Select(TryRead).OfType<ImportFinished>().LastOrDefault();

    private static Refusal? ReasonOf(ImportFinished? finished) => finished?.Reason ?? (finished?.Refusal is { } sentence ? Refusal.OfSentence(sentence) : null);

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
}
