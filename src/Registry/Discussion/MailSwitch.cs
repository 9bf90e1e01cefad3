namespace MlOpsDashboard.Registry.Discussion;

/// <summary>Whether comments are mailed.</summary>
public sealed record MailSwitch(bool IsOn)
{
    public static MailSwitch Off { get; } = new(false);
}
