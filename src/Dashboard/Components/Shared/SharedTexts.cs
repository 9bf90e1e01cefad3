namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Texts of what several pages share.</summary>
public sealed class SharedTexts;
