namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>A published weight file.</summary>
/// <param name="Path">Below the published address https://storage.googleapis.com/, as Keras Applications has it:
/// "keras-applications/efficientnetb0_notop.h5".</param>
/// <param name="Hash">MD5 (32 hex digits) or SHA-256 (64); null where Keras publishes none.</param>
public sealed record WeightFile(string Path, string? Hash)
{
    public string FileName => Path[(Path.LastIndexOf('/') + 1)..];
}
