namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>Texts of the pages of datasets.</summary>
public sealed class DatasetsTexts;
