namespace MlOpsDashboard.Dashboard.Mail;

/// <summary>How the way to the mail server is kept private.</summary>
public enum MailEncryption
{
    /// <summary>The server must offer it before anything is said.</summary>
    StartTls,

    /// <summary>From the first byte.</summary>
    Implicit,

    None,
}
