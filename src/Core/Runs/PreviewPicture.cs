namespace MlOpsDashboard.Core.Runs;

/// <param name="Url">Where the browser gets it: an address of <see cref="Storage.DrawnPictures"/>.</param>
public sealed record PreviewPicture(string Url, string Class);
