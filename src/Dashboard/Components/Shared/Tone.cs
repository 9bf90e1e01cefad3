namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>What a colour means; never the only sign of it.</summary>
public enum Tone
{
    Neutral,
    Accent,
    Info,
    Good,
    Warning,
    Bad,
}
