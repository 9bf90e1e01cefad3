namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>What is done to a class or label of a dataset.</summary>
internal enum NameChoice
{
    Rename,
    Merge,
    Drop,
}
