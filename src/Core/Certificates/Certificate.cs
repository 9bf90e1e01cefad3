using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Certificates;

/// <summary>One repetition of a model version's training, at work or done.</summary>
public sealed class Certificate : IWorkSubject
{
    private Certificate() { }

    public Certificate(WorkId id, ModelVersionId version, ProjectId project, int? epochs, string createdBy, DateTimeOffset now)
    {
        Id = id;
        VersionId = version;
        ProjectId = project;
        Epochs = epochs;
        CreatedBy = createdBy;
        CreatedAt = now;
    }

    public WorkId Id { get; private set; }
    public ModelVersionId VersionId { get; private set; }
    public ProjectId ProjectId { get; private set; }

    /// <summary>How many epochs are repeated; null for all.</summary>
    public int? Epochs { get; private set; }
    public string CreatedBy { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }
    public CertificateStatus Status { get; private set; } = CertificateStatus.Waiting;

    /// <summary>The epoch that is repeated now, from 0; null before the first.</summary>
    public int? At { get; private set; }

    /// <summary>Why it waits or ended without a report.</summary>
    public string? Sentence { get; private set; }

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>.</summary>
    public Refusal? Said { get; private set; }

    /// <summary><see cref="RerunReport"/> as JSON.</summary>
    public string? ReportJson { get; private set; }

    public bool IsOpen => Status is CertificateStatus.Waiting or CertificateStatus.Running;

    public void BeginWork(DateTimeOffset now)
    {
        Require(IsOpen);
        (Status, Sentence, Said) = (CertificateStatus.Running, null, null);
    }

    public void BeginAttempt() => At = null;

    public void GiveBack(Refusal reason)
    {
        Status = CertificateStatus.Waiting;
        Explain(reason);
    }

    public void Report(int epoch) => At = epoch;

    public void Complete(RerunReport report, DateTimeOffset now)
    {
        Require(IsOpen);
        (Status, ReportJson, FinishedAt) = (CertificateStatus.Done, report.ToJson(), now);
        Explain(null);
    }

    /// <param name="status">Failed or Cancelled.</param>
    public void End(CertificateStatus status, Refusal? why, DateTimeOffset now)
    {
        Require(IsOpen && status is CertificateStatus.Failed or CertificateStatus.Cancelled);
        (Status, FinishedAt) = (status, now);
        Explain(why);
    }

    private void Require(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException($"Certificate {Id} is {Status}; that is not allowed there.");
    }

    private void Explain(Refusal? why) => (Sentence, Said) = why is null ? (null, null) : StoredSentence.Of(why);
}
