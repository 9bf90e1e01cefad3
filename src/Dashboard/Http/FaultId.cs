namespace MlOpsDashboard.Dashboard.Http;

/// <summary>An id that a person can quote, and that finds the exception in the log.</summary>
internal static class FaultId
{
    public static string New() => Guid.NewGuid().ToString("N")[..8];
}
