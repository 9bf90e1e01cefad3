using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A named dataset; its versions are immutable manifests.</summary>
public sealed class Dataset
{
    private readonly List<DatasetVersion> versions = [];

    private Dataset()
    {
    }

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
        if (versions.FirstOrDefault(v => v.ManifestHash == manifestHash) is { } same) return same;
        var version = new DatasetVersion(DatasetVersionId.New(), Id, versions.Count == 0 ? 1 : versions.Max(v => v.Number) + 1, manifestHash, pictures, classes, bytes, reportJson, source, now);
        versions.Add(version);
        return version;
    }

    public void Rename(string name) => Name = name;

    public void Archive(bool archived) => IsArchived = archived;
}

public sealed class DatasetVersion
{
    private DatasetVersion()
    {
    }

    internal DatasetVersion(DatasetVersionId id, DatasetId dataset, int number, string manifestHash, int pictures, int classes, long bytes, string reportJson, Refusal source, DateTimeOffset now)
    {
        Id = id;
        DatasetId = dataset;
        Number = number;
        ManifestHash = manifestHash;
        Pictures = pictures;
        Classes = classes;
        Bytes = bytes;
        ReportJson = reportJson;
        (Source, SourceSaid) = StoredSentence.Of(source);
        CreatedAt = now;
    }

    public DatasetVersionId Id { get; private set; }
    public DatasetId DatasetId { get; private set; }
    public int Number { get; private set; }
    public string ManifestHash { get; private set; } = "";
    public int Pictures { get; private set; }
    public int Classes { get; private set; }
    public long Bytes { get; private set; }
    /// <summary><see cref="ImportReport"/> as JSON.</summary>
    public string ReportJson { get; private set; } = "";
    /// <summary>Where it came from, in words: <c>pets.zip</c>, <c>sample emoji-noto</c>.</summary>
    public string Source { get; private set; } = "";

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>; null where it is a name alone.</summary>
    public Refusal? SourceSaid { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
}

public enum ImportStatus { Queued, Running, Completed, Refused, Cancelled, Failed }

/// <summary>One import at work or done.</summary>
public sealed class DatasetImport : IWorkSubject
{
    private DatasetImport()
    {
    }

    public DatasetImport(ImportId id, string datasetName, string sourceJson, string sourceName, ProjectId project, Caller by, DateTimeOffset now)
    {
        Id = id;
        DatasetName = datasetName;
        SourceJson = sourceJson;
        SourceName = sourceName;
        ProjectId = project;
        CreatedBy = by.User;
        CreatedOnBehalfOf = by.OnBehalfOf;
        CreatedAt = now;
    }

    public ImportId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }

    /// <summary>The user who started it, and is said to have made what it leaves.</summary>
    public string CreatedBy { get; private set; } = "";

    /// <summary>The person a program started it for, or null.</summary>
    public string? CreatedOnBehalfOf { get; private set; }
    public string DatasetName { get; private set; } = "";
    /// <summary><see cref="ImportSource"/> as JSON.</summary>
    public string SourceJson { get; private set; } = "";
    public string SourceName { get; private set; } = "";
    public ImportStatus Status { get; private set; } = ImportStatus.Queued;
    /// <summary>Why it ended as it did, or waits.</summary>
    public string? Sentence { get; private set; }

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>.</summary>
    public Refusal? Said { get; private set; }
    public string? Step { get; private set; }
    public int Done { get; private set; }
    public int? Total { get; private set; }
    public DatasetId? DatasetId { get; private set; }
    public DatasetVersionId? DatasetVersionId { get; private set; }
    public string? ReportJson { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    public bool IsFinished => Status is not (ImportStatus.Queued or ImportStatus.Running);

    public void BeginWork(DateTimeOffset now)
    {
        if (IsFinished) throw new InvalidOperationException($"Import {Id} has ended as {Status}; it cannot be taken.");
        Status = ImportStatus.Running;
        Explain(null);
    }

    public void BeginAttempt() => (Step, Done, Total) = (null, 0, null);

    /// <summary>It waits again, for the reason given.</summary>
    public void GiveBack(Refusal reason)
    {
        Status = ImportStatus.Queued;
        Explain(reason);
    }

    public void Report(string step, int done, int? total)
    {
        if (IsFinished) return;
        (Status, Step, Done, Total) = (ImportStatus.Running, step, done, total);
    }

    public void Complete(DatasetId dataset, DatasetVersionId version, string reportJson, DateTimeOffset now)
    {
        End(ImportStatus.Completed, null, reportJson, now);
        (DatasetId, DatasetVersionId) = (dataset, version);
    }

    /// <summary>Ends it as Refused, Cancelled or Failed.</summary>
    public void End(ImportStatus status, Refusal? why, string? reportJson, DateTimeOffset now)
    {
        if (IsFinished) throw new InvalidOperationException($"Import {Id} has ended as {Status}; it cannot end as {status}.");
        (Status, ReportJson, FinishedAt) = (status, reportJson, now);
        Explain(why);
    }

    private void Explain(Refusal? why) => (Sentence, Said) = why is null ? (null, null) : StoredSentence.Of(why);
}
