using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A named dataset; its versions are immutable manifests.</summary>
public sealed class Dataset
{
    private readonly List<DatasetVersion> versions = [];

    private Dataset() { }

    public Dataset(DatasetId id, string name, string? attribution, ProjectId project, string createdBy, DateTimeOffset now)
    {
        Id = id;
        Name = name;
        Attribution = attribution;
        ProjectId = project;
        CreatedBy = createdBy;
        CreatedAt = now;
    }

    public DatasetId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }

    /// <summary>The user whose import made it.</summary>
    public string CreatedBy { get; private set; } = "";
    public string Name { get; private set; } = "";

    /// <summary>Who made the pictures and under which licence, shown with them.</summary>
    public string? Attribution { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public bool IsArchived { get; private set; }
    public IReadOnlyList<DatasetVersion> Versions => versions;

    /// <summary>The version with this manifest: the existing one, or a new one.</summary>
    public DatasetVersion AddVersion(string manifestHash, int pictures, int classes, long bytes, string reportJson, Refusal source, DateTimeOffset now)
    {
        if (versions.FirstOrDefault(v => v.ManifestHash == manifestHash) is { } same)
            return same;
        var version = new DatasetVersion(
            DatasetVersionId.New(),
            Id,
            versions.Count == 0 ? 1 : versions.Max(v => v.Number) + 1,
            manifestHash,
            pictures,
            classes,
            bytes,
            reportJson,
            source,
            now
        );
        versions.Add(version);
        return version;
    }

    public void Rename(string name) => Name = name;

    public void Archive(bool archived) => IsArchived = archived;
}
