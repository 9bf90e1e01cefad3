namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>The browser kept text that was typed into a field and not saved.</summary>
public sealed class DraftFoundEventArgs : EventArgs
{
    public string Text { get; set; } = "";

    /// <summary>The stored text when it was typed.</summary>
    public string? Base { get; set; }
}
