namespace MlOpsDashboard.Core.Datasets;

/// <summary>What an import that went well leaves.</summary>
/// <param name="ManifestFile">Full path; copied to its place under the storage root where it does not lie there.</param>
/// <param name="Attribution">Who made the pictures and under which licence, or null.</param>
public sealed record CompletedImport(string ManifestFile, ImportReport Report, string? Attribution);
