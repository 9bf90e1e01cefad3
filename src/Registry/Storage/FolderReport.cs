namespace MlOpsDashboard.Registry.Storage;

/// <summary>What <see cref="FolderVerification"/> looked at, and what differs.</summary>
/// <param name="Pictures">That a manifest names.</param>
/// <param name="Artifacts">That a run, a model version or a backbone names.</param>
/// <param name="Files">Content-addressed files that nothing names.</param>
/// <param name="Activity">Lines of the activity log.</param>
public sealed record FolderReport(long Pictures, long Artifacts, long Manifests, long Files, long Activity, IReadOnlyList<FolderDifference> Differences);
