namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>Texts of the pages of the model registry.</summary>
public sealed class ModelsTexts;
