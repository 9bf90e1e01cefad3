using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>One import at work or done.</summary>
public sealed class DatasetImport : IWorkSubject
{
    private DatasetImport() { }

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
        if (IsFinished)
            throw new InvalidOperationException($"Import {Id} has ended as {Status}; it cannot be taken.");
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
        if (IsFinished)
            return;
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
        if (IsFinished)
            throw new InvalidOperationException($"Import {Id} has ended as {Status}; it cannot end as {status}.");
        (Status, ReportJson, FinishedAt) = (status, reportJson, now);
        Explain(why);
    }

    private void Explain(Refusal? why) => (Sentence, Said) = why is null ? (null, null) : StoredSentence.Of(why);
}
