namespace MlOpsDashboard.Dashboard.Components.Shared;

public static class ToneExtensions
{
    /// <summary>The CSS class, such as <c>tone-good</c>.</summary>
    public static string Css(this Tone tone) => "tone-" + tone.ToString().ToLowerInvariant();
}
