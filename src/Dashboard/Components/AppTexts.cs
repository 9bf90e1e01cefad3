namespace MlOpsDashboard.Dashboard.Components;

/// <summary>Texts of the document, which the browser shows where the circuit can't.</summary>
public sealed class AppTexts;
