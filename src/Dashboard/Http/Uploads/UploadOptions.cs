namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Limits of what a browser may send: settings <c>Import:*</c>.</summary>
public sealed class UploadOptions
{
    public const string Section = "Import";

    /// <summary>Bytes of one upload, all files together. Default 8 GB.</summary>
    public long MaxUploadBytes { get; set; } = 8_000_000_000;

    /// <summary>Files of one upload; an import takes no more. Default 100,000.</summary>
    public int MaxUploadFiles { get; set; } = 100_000;
}
