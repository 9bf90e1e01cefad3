namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Who gets in: settings <c>Access:*</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Default <see cref="AccessMode.Local"/>.</summary>
    public AccessMode Mode { get; set; }
}
