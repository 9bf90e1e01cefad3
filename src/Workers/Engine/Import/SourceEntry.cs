using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A file or folder of a source whose name passed the rules.</summary>
/// <param name="Path">Relative, parts joined by <c>/</c>, no slash at the end: text, never opened as it is by name alone.</param>
/// <param name="Number">Which one it is to its source.</param>
internal sealed record SourceEntry(string Path, bool IsFolder, int Number)
{
    /// <summary>The bytes of the path where its code page was guessed; null where there is no doubt.</summary>
    public byte[]? RawPath { get; init; }

    /// <summary>The code page by which <see cref="RawPath"/> was read.</summary>
    public CodePage? Guess { get; init; }

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The bytes of the end of its path as <see cref="DatasetEntry.RawPath"/> has them, where its code page was guessed.</summary>
    /// <param name="path">What the path ends in.</param>
    public string? RawOf(string path)
    {
        if (RawPath is not { } raw || Guess is not { } page)
        {
            return null;
        }
        var around = Path[..^path.Length];
        var start = 0;
        while (start < raw.Length && page.DecodePath(raw.AsSpan(0, start)) != around)
        {
            start++;
        }
        return NameReadings.Written(page, raw.AsSpan(start));
    }
}
