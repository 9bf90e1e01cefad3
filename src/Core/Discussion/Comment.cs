using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>What somebody said about an object. State changes only through its methods.</summary>
public sealed class Comment
{
    /// <summary>Characters.</summary>
    public const int Longest = 10_000;

    private Comment() { }

    /// <param name="thread">The comment that it answers; null for one that begins a thread.</param>
    /// <param name="patch">See <see cref="ConfigPatch"/>; null for none.</param>
    public Comment(CommentId id, ProjectId project, CommentSubject subject, CommentId? thread, string text, string? patch, Caller by, DateTimeOffset now)
    {
        Id = id;
        ProjectId = project;
        Kind = subject.Kind;
        ObjectId = subject.Id;
        Epoch = subject.Epoch;
        Example = subject.Example;
        ThreadId = thread;
        Text = text;
        PatchJson = patch;
        By = by.User;
        OnBehalfOf = by.OnBehalfOf;
        PersonId = by.Person?.Value;
        At = now;
    }

    public CommentId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }
    public CommentSubjectKind Kind { get; private set; }
    public Guid ObjectId { get; private set; }
    public int? Epoch { get; private set; }
    public string? Example { get; private set; }

    /// <summary>The comment that begins the thread; null of that one itself.</summary>
    public CommentId? ThreadId { get; private set; }

    /// <summary>Markdown; empty once it was withdrawn.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Changes of a run's settings as a JSON merge patch onto its complete spec; null for none.</summary>
    public string? PatchJson { get; private set; }

    /// <summary>The author.</summary>
    public string By { get; private set; } = "";

    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; private set; }

    /// <summary>The author's account; null without sign-in.</summary>
    public Guid? PersonId { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? EditedAt { get; private set; }
    public DateTimeOffset? WithdrawnAt { get; private set; }
    public DateTimeOffset? ResolvedAt { get; private set; }
    public string? ResolvedBy { get; private set; }

    /// <summary>Who started the run that <see cref="PatchJson"/> asks for; null until somebody did.</summary>
    public string? AcceptedBy { get; private set; }
    public DateTimeOffset? AcceptedAt { get; private set; }

    public CommentSubject Subject => new(Kind, ObjectId, Epoch, Example);

    /// <summary>Why the caller may not change its words; null where they may.</summary>
    public Refusal? WhyNotMine(Caller caller) =>
        By != caller.User ? new(RefusalKind.Forbidden, "comment.other", ("by", By))
        : WithdrawnAt is not null ? new(RefusalKind.Conflict, "comment.withdrawn", ("by", By))
        : null;

    public void Edit(string text, DateTimeOffset now) => (Text, EditedAt) = (text, now);

    /// <summary>Takes the words and the patch away. Who said something, and when, stays.</summary>
    public void Withdraw(DateTimeOffset now) => (Text, PatchJson, WithdrawnAt) = ("", null, now);

    public void Resolve(Caller by, DateTimeOffset now) => (ResolvedAt, ResolvedBy) = (now, by.User);

    public void Reopen() => (ResolvedAt, ResolvedBy) = (null, null);

    public void Accept(Caller by, DateTimeOffset now) => (AcceptedBy, AcceptedAt) = (by.User, now);
}
