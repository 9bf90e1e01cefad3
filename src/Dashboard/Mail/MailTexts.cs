namespace MlOpsDashboard.Dashboard.Mail;

/// <summary>The texts of mails.</summary>
public sealed class MailTexts;
