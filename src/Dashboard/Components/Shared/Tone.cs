namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>What a colour means; never the only sign of it.</summary>
public enum Tone { Neutral, Accent, Info, Good, Warning, Bad }

public static class ToneExtensions
{
    /// <summary>The CSS class, such as <c>tone-good</c>.</summary>
    public static string Css(this Tone tone) => "tone-" + tone.ToString().ToLowerInvariant();
}
