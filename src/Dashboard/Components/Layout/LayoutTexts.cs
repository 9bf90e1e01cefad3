namespace MlOpsDashboard.Dashboard.Components.Layout;

/// <summary>Texts of navigation and of what stands around every page.</summary>
public sealed class LayoutTexts;
