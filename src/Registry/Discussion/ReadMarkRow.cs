namespace MlOpsDashboard.Registry.Discussion;

/// <summary>What somebody has read of what waits for them.</summary>
public sealed class ReadMarkRow
{
    /// <summary>Stands for everything until <see cref="At"/>.</summary>
    public const string All = "*";

    /// <summary>As rows and the activity log call them.</summary>
    public string User { get; set; } = "";

    /// <summary>The item's key, or <see cref="All"/>.</summary>
    public string Item { get; set; } = "";
    public DateTimeOffset At { get; set; }
}
