using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>A request to move an alias to a version, from the question to the decision. What people decide on is bound to the version's file and to the gate's
/// report by their SHA-256.</summary>
public sealed class Review : IWorkSubject
{
    private Review() { }

    /// <param name="version">The candidate's number.</param>
    /// <param name="artifact">SHA-256 of the candidate's file.</param>
    public Review(
        ReviewId id,
        ProjectId project,
        ModelId model,
        string alias,
        int version,
        ModelVersionId candidate,
        string artifact,
        Caller by,
        DateTimeOffset now
    )
    {
        Id = id;
        ProjectId = project;
        ModelId = model;
        Alias = alias;
        Version = version;
        Candidate = candidate;
        Artifact = artifact;
        RequestedBy = by.User;
        RequestedAt = now;
    }

    public ReviewId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }
    public ModelId ModelId { get; private set; }
    public string Alias { get; private set; } = "";
    public int Version { get; private set; }
    public ModelVersionId Candidate { get; private set; }
    public string Artifact { get; private set; } = "";
    public string RequestedBy { get; private set; } = "";
    public DateTimeOffset RequestedAt { get; private set; }
    public ReviewStatus Status { get; private set; } = ReviewStatus.Waiting;

    /// <summary>Why it stands as it does; null where nothing needs to be said.</summary>
    public Refusal? Said { get; private set; }

    /// <summary>The version that carried the alias when the gate judged; null where none did.</summary>
    public int? Incumbent { get; private set; }

    /// <summary>The number of the rules that the report was read with.</summary>
    public int Rules { get; private set; }

    /// <summary><see cref="GateReport"/> as JSON; null until the gate has judged.</summary>
    public string? ReportJson { get; private set; }

    /// <summary>SHA-256 of <see cref="ReportJson"/>.</summary>
    public string? ReportHash { get; private set; }
    public DateTimeOffset? JudgedAt { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    /// <summary>Whether it was a way back to an earlier version, which needs no gate.</summary>
    public bool IsRollback { get; private set; }

    /// <summary>Changes with every change; two at once: one wins (optimistic concurrency).</summary>
    public long Revision { get; private set; }

    /// <summary>Whether nothing more can be decided.</summary>
    public bool HasEnded => Status is ReviewStatus.Approved or ReviewStatus.Rejected or ReviewStatus.Withdrawn;

    public void BeginWork(DateTimeOffset now) => Change(ReviewStatus.Judging, null, ReviewStatus.Waiting);

    public void BeginAttempt() { }

    public void GiveBack(Refusal reason) => Change(ReviewStatus.Waiting, reason, ReviewStatus.Judging);

    /// <param name="incumbent">The version that was judged beside the candidate.</param>
    /// <param name="rules">The number of the rules that stood then.</param>
    public void Judged(string reportJson, string reportHash, int? incumbent, int rules, DateTimeOffset now)
    {
        Change(ReviewStatus.Judged, null, ReviewStatus.Judging);
        (ReportJson, ReportHash, Incumbent, Rules, JudgedAt) = (reportJson, reportHash, incumbent, rules, now);
    }

    /// <summary>The gate did not judge.</summary>
    public void Refuse(Refusal why, DateTimeOffset now)
    {
        Change(ReviewStatus.Refused, why, ReviewStatus.Waiting, ReviewStatus.Judging);
        JudgedAt = now;
    }

    /// <summary>Asks the gate once more.</summary>
    public void JudgeAgain()
    {
        Change(ReviewStatus.Waiting, null, ReviewStatus.Judged, ReviewStatus.Refused);
        (ReportJson, ReportHash, Incumbent, JudgedAt) = (null, null, null, null);
    }

    public void Approve(DateTimeOffset now) => End(ReviewStatus.Approved, now, ReviewStatus.Judged);

    public void Reject(DateTimeOffset now) => End(ReviewStatus.Rejected, now, ReviewStatus.Judged, ReviewStatus.Refused);

    public void Withdraw(DateTimeOffset now) =>
        End(ReviewStatus.Withdrawn, now, ReviewStatus.Waiting, ReviewStatus.Judging, ReviewStatus.Judged, ReviewStatus.Refused);

    /// <summary>Of a way back: decided as it is asked for.</summary>
    public void RollBack(int? incumbent, DateTimeOffset now)
    {
        (IsRollback, Incumbent) = (true, incumbent);
        End(ReviewStatus.Approved, now, ReviewStatus.Waiting);
    }

    private void End(ReviewStatus status, DateTimeOffset now, params ReadOnlySpan<ReviewStatus> from)
    {
        Change(status, null, from);
        DecidedAt = now;
    }

    private void Change(ReviewStatus status, Refusal? said, params ReadOnlySpan<ReviewStatus> from)
    {
        if (!from.Contains(Status))
            throw new InvalidOperationException($"Review {Id} is {Status}; it can't become {status}.");
        (Status, Said) = (status, said);
        Revision++;
    }
}
