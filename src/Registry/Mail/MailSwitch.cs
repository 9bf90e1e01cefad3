namespace MlOpsDashboard.Registry.Mail;

/// <summary>Whether people are told by mail.</summary>
public sealed record MailSwitch(bool IsOn)
{
    public static MailSwitch Off { get; } = new(false);
}
