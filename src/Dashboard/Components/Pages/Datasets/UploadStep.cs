namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>How far an upload has come.</summary>
public enum UploadStep
{
    Empty,
    Chosen,
    Sending,
}
