namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A file or folder of a source whose name passed the rules.</summary>
/// <param name="Path">Relative, parts joined by <c>/</c>, no slash at the end: text, never opened as it is by name alone.</param>
/// <param name="Number">Which one it is to its source.</param>
internal sealed record SourceEntry(string Path, bool IsFolder, int Number)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
