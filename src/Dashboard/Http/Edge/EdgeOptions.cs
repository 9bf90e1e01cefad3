namespace MlOpsDashboard.Dashboard.Http.Edge;

/// <summary>Who is served, and how many at once: settings <c>Dashboard:*</c>.</summary>
public sealed class EdgeOptions
{
    public const string Section = "Dashboard";

    /// <summary>Pages that are open at the same time, each with a circuit of its own. Default 200.</summary>
    public int MaxPages { get; set; } = 200;

    /// <summary>Connections that are no page's: requests, downloads, uploads. Default 1,000.</summary>
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Free space of the storage's disk below which the health is Degraded. Default 1 GB.</summary>
    public long LowDiskBytes { get; set; } = 1_000_000_000;
}
