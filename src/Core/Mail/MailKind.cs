namespace MlOpsDashboard.Core.Mail;

/// <summary>What a mail tells a person.</summary>
public enum MailKind
{
    /// <summary>Somebody answered in a thread of theirs.</summary>
    Answer,

    /// <summary>A comment mentions them.</summary>
    Mention,

    /// <summary>A review that they may decide is judged.</summary>
    Review,

    /// <summary>Something changed on how they sign in, or on where they are reached.</summary>
    Account,
}
