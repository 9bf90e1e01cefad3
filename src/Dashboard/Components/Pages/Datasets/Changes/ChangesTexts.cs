namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets.Changes;

/// <summary>Names the texts of the page of changes between two versions, which lie beside this file.</summary>
public sealed class ChangesTexts;
