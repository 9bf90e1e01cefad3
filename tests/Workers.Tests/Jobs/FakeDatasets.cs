using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Imports in memory, and one manifest file that stands for every dataset version.</summary>
internal sealed class FakeDatasets(string manifest, TimeProvider time) : IDatasetStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<ImportId, (DatasetImport Import, ImportSource Source)> imports = [];

    public List<ImportProgress> Progress { get; } = [];
    public List<CompletedImport> Completed { get; } = [];
    public Action<ImportProgress>? OnProgress { get; set; }

    public DatasetImport this[ImportId id] => imports[id].Import;

    public Task<Outcome<ImportId>> CreateImportAsync(string datasetName, ImportSource source, CancellationToken cancellationToken)
    {
        var import = new DatasetImport(ImportId.New(), datasetName, "", "", time.GetUtcNow());
        lock (gate) imports[import.Id] = (import, source);
        return Task.FromResult<Outcome<ImportId>>(import.Id);
    }

    public Task<bool> ReportProgressAsync(ImportId import, ImportProgress progress, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Progress.Add(progress);
            imports[import].Import.Report(progress.Step, progress.Done, progress.Total);
        }
        OnProgress?.Invoke(progress);
        return Task.FromResult(!imports[import].Import.IsFinished);
    }

    public Task<Outcome<StoredDatasetVersion>> CompleteImportAsync(ImportId import, CompletedImport completed, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (imports[import].Import.IsFinished) return Task.FromResult(Outcome<StoredDatasetVersion>.Refused("It has ended."));
            Completed.Add(completed);
            imports[import].Import.Complete(DatasetId.New(), DatasetVersionId.New(), "{}", time.GetUtcNow());
        }
        return Task.FromResult<Outcome<StoredDatasetVersion>>(Version());
    }

    public Task<Outcome> EndImportAsync(ImportId import, ImportStatus status, string? sentence, ImportReport? report, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (imports[import].Import.IsFinished) return Task.FromResult(Outcome.Refused("It has ended."));
            imports[import].Import.End(status, sentence, null, time.GetUtcNow());
        }
        return Task.FromResult(Outcome.Done);
    }

    public Task<IReadOnlyList<OpenImport>> OpenImportsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<OpenImport>>([.. imports.Values.Where(i => !i.Import.IsFinished).Select(i => new OpenImport(i.Import.Id, i.Import.DatasetName, i.Source, i.Import.Status))]);
    }

    public Task<string?> ManifestPathAsync(DatasetVersionId version, CancellationToken cancellationToken) => Task.FromResult<string?>(manifest);

    public Task<StoredDatasetVersion?> GetVersionAsync(DatasetVersionId version, CancellationToken cancellationToken) => Task.FromResult<StoredDatasetVersion?>(Version());

    public Task<StoredDatasetVersion?> FindByNameAsync(string name, int? number, CancellationToken cancellationToken) => Task.FromResult<StoredDatasetVersion?>(null);

    public Task<DatasetManifest?> ReadManifestAsync(DatasetVersionId version, CancellationToken cancellationToken) => Task.FromResult<DatasetManifest?>(null);

    public int Pictures { get; set; } = 100;

    private StoredDatasetVersion Version() => new(DatasetId.New(), "test", DatasetVersionId.New(), 1, new string('0', 64), manifest, Pictures, ["a", "b"], 1, null);
}
