namespace MlOpsDashboard.Dashboard.Components.Mail;

/// <summary>The texts of being told by mail.</summary>
public sealed class MailAddressTexts;
