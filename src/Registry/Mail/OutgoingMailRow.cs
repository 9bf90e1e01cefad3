using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.People;

namespace MlOpsDashboard.Registry.Mail;

/// <summary>A mail that is still to be sent: about what, to whom. Its words are made when it is sent.</summary>
public sealed class OutgoingMailRow
{
    public long Id { get; set; }
    public MailKind Kind { get; set; }
    public Guid PersonId { get; set; }

    /// <summary>Of a mention or an answer.</summary>
    public CommentId? CommentId { get; set; }
    public ReviewId? ReviewId { get; set; }

    /// <summary>Of an account, with the address that it had at that moment: whoever changes both is not the only one to hear of it.</summary>
    public AccountChange? Change { get; set; }
    public string? Address { get; set; }
    public int Attempts { get; set; }

    /// <summary>Not before.</summary>
    public DateTimeOffset DueAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
