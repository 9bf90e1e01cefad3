namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

public sealed record ChosenClass(string Name, int Count);
