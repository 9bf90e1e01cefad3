namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>How far an upload has come.</summary>
public enum UploadStep
{
    Empty,
    Chosen,
    Sending,

    /// <summary>A table is on the server; how it is read can be changed before it is imported.</summary>
    Table,
}
