namespace MlOpsDashboard.Core.Certificates;

/// <summary>Where a certificate stands.</summary>
public enum CertificateStatus
{
    Waiting,
    Running,

    /// <summary>There is a report.</summary>
    Done,
    Failed,
    Cancelled,
}
