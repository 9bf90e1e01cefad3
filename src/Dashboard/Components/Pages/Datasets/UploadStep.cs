namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>How far an upload has come.</summary>
public enum UploadStep
{
    Empty,
    Chosen,
    Sending,

    /// <summary>All is on the server, which looks whether it is texts.</summary>
    Looking,

    /// <summary>Texts are on the server; how they are read can be changed before they are imported.</summary>
    Texts,
}
