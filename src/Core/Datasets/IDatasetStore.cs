using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Storing imports and finding dataset versions: what the job wing needs.</summary>
/// <remarks>Changes of an import are published on <c>IRunFeed</c> as a notice whose run id has the import's value, without events and status.</remarks>
public interface IDatasetStore
{
    /// <summary>Stores an import as Queued. Refused where the name is empty, too long or holds control characters.</summary>
    Task<Outcome<ImportId>> CreateImportAsync(ProjectId project, string datasetName, ImportSource source, Caller by, CancellationToken cancellationToken);

    /// <summary>Stores how far an import has come, and how far its child's output was read.</summary>
    /// <returns>False where the lease is lost or the import has ended (cancelled, say): its child must be ended.</returns>
    Task<bool> ReportProgressAsync(WorkLease lease, ImportProgress? progress, WorkOffsets offsets, CancellationToken cancellationToken);

    /// <summary>Stores the dataset (where the name is new) and its version, and ends the import. Identical pictures give the version that exists. The activity
    /// log says that whoever started the import did it. Refused where the manifest is missing, unreadable or the import has ended.</summary>
    Task<Outcome<StoredDatasetVersion>> CompleteImportAsync(ImportId import, CompletedImport completed, CancellationToken cancellationToken);

    /// <summary>Ends the import as Refused, Cancelled or Failed, as its child's end says. Refused where it has ended already or is unknown.</summary>
    Task<Outcome> EndImportAsync(ImportId import, ImportStatus status, Refusal? why, ImportReport? report, CancellationToken cancellationToken);

    /// <summary>Ends the import as Cancelled, because somebody asked for it. Refused where it has ended already or is unknown.</summary>
    Task<Outcome> CancelImportAsync(ImportId import, Caller by, CancellationToken cancellationToken);

    /// <summary>Imports that are Queued or Running, oldest first.</summary>
    Task<IReadOnlyList<OpenImport>> OpenImportsAsync(CancellationToken cancellationToken);

    /// <summary>The import, or null where it is unknown.</summary>
    Task<KnownImport?> FindImportAsync(ImportId import, CancellationToken cancellationToken);

    /// <summary>Full path of the version's manifest, or null where the version is unknown. The file may have been deleted behind the registry.</summary>
    Task<string?> ManifestPathAsync(DatasetVersionId version, CancellationToken cancellationToken);

    Task<StoredDatasetVersion?> GetVersionAsync(DatasetVersionId version, CancellationToken cancellationToken);

    /// <summary>The version of that number, or the latest, of the dataset with that name (without regard to case); null where there is none.</summary>
    Task<StoredDatasetVersion?> FindByNameAsync(string name, int? number, CancellationToken cancellationToken);

    /// <summary>The manifest's contents, or null where version or file is missing.</summary>
    Task<DatasetManifest?> ReadManifestAsync(DatasetVersionId version, CancellationToken cancellationToken);
}
