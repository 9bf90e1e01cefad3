namespace MlOpsDashboard.Core.Datasets;

public enum ImportStatus
{
    Queued,
    Running,
    Completed,
    Refused,
    Cancelled,
    Failed,
}
