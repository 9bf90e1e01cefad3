using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>A mail that is still to be sent: about which comment, to whom. Its words are made when it is sent.</summary>
public sealed class OutgoingMailRow
{
    public long Id { get; set; }
    public CommentId CommentId { get; set; }
    public Guid PersonId { get; set; }

    /// <summary>Whether the person is mentioned; else somebody answered in a thread of theirs.</summary>
    public bool IsMention { get; set; }
    public int Attempts { get; set; }

    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
