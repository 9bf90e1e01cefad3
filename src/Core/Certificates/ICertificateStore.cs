using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Certificates;

/// <summary>Storing certificates: what the job wing needs. Each change is published as a notice of the version's run.</summary>
public interface ICertificateStore
{
    /// <summary>Stores one as waiting, with its work. Refused where the version is unknown, can't be repeated, or is being repeated already.</summary>
    Task<Outcome> CreateAsync(ModelVersionId version, int? epochs, Caller by, CancellationToken cancellationToken);

    /// <summary>The version's open one; null where there is none.</summary>
    Task<WorkId?> FindOpenAsync(ModelVersionId version, CancellationToken cancellationToken);

    Task<KnownCertificate?> FindAsync(WorkId certificate, CancellationToken cancellationToken);

    /// <summary>Stores how far it is, and how far its child's output was read. False where the lease is lost.</summary>
    /// <param name="epoch">From 0; null where nothing was said of it.</param>
    Task<bool> ReportAsync(WorkLease lease, int? epoch, WorkOffsets offsets, CancellationToken cancellationToken);

    /// <summary>Stores its report and ends it. False where the lease is lost.</summary>
    Task<bool> CompleteAsync(WorkLease lease, RerunReport report, CancellationToken cancellationToken);

    /// <summary>Ends it without a report. False where the lease is lost.</summary>
    Task<bool> EndAsync(WorkLease lease, CertificateStatus status, Refusal? why, CancellationToken cancellationToken);

    /// <summary>Ends the version's open one, because somebody asked for it. Refused where there is none.</summary>
    Task<Outcome> CancelAsync(ModelVersionId version, Caller by, CancellationToken cancellationToken);
}
