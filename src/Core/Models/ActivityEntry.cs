using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <summary>A line of the append-only activity log.</summary>
public sealed class ActivityEntry
{
    /// <summary>The rule by which new lines are hashed. Lines of earlier rules keep theirs.</summary>
    public const int NewestRule = 3;

    private ActivityEntry() { }

    /// <param name="said">What happened.</param>
    /// <param name="reason">Why, in the words of whoever did it; or null.</param>
    /// <param name="of">A run, dataset, import, model or custom model, by its id.</param>
    public ActivityEntry(DateTimeOffset time, Caller by, string action, string subject, Refusal said, string? reason, ProjectId project, ObjectReference of)
    {
        Time = time;
        Actor = by.User;
        OnBehalfOf = by.OnBehalfOf;
        Action = action;
        Subject = subject;
        (Sentence, Said) = StoredSentence.Of(said);
        Reason = reason;
        ProjectId = project;
        ObjectKind = of.Kind;
        ObjectId = of.Id ?? throw new ArgumentException($"Expected an object by its id; received {of}.", nameof(of));
        ModelId = of.Kind == Callers.ObjectKind.Model ? new ModelId(ObjectId.Value) : null;
        Rule = NewestRule;
    }

    public long Id { get; private set; }
    public DateTimeOffset Time { get; private set; }
    public string Actor { get; private set; } = "";

    /// <summary>The person a program acted for, or null.</summary>
    public string? OnBehalfOf { get; private set; }

    /// <summary>Such as <c>alias-moved</c>, <c>version-registered</c>.</summary>
    public string Action { get; private set; } = "";
    public string Subject { get; private set; } = "";

    /// <summary>In English; in lines of rules 1 and 2 in the language of whoever wrote it.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>; null in lines of rules 1 and 2.</summary>
    public Refusal? Said { get; private set; }
    public string? Reason { get; private set; }
    public ModelId? ModelId { get; private set; }
    public ProjectId ProjectId { get; private set; }

    /// <summary>What was changed; null in lines of rule 1 that do not say.</summary>
    public ObjectKind? ObjectKind { get; private set; }
    public Guid? ObjectId { get; private set; }

    /// <summary>The rule by which <see cref="Hash"/> was made.</summary>
    public int Rule { get; private set; }

    /// <summary>SHA-256 over the previous line's hash and this line, so that a changed line shows.</summary>
    public string Hash { get; private set; } = "";

    public void Seal(string hash) => Hash = hash;
}
