using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>The ways in which a version's undeclared names can be read.</summary>
public static class NameReadings
{
    /// <summary>A reading for each code page in which these names are paths, the likeliest first; empty where the archive declared its names.</summary>
    /// <param name="samples">How many names each shows.</param>
    public static IReadOnlyList<NameReading> Of(DatasetManifest manifest, int samples = 3)
    {
        List<(string Class, CodePage Page, byte[] Bytes)> raw =
        [
            .. manifest
                .Entries.Select(entry => (entry.Class, Raw: Raw(entry)))
                .Where(name => name.Raw is not null)
                .Select(name => (name.Class, name.Raw!.Value.Page, name.Raw.Value.Bytes)),
        ];
        if (raw.Count == 0)
            return [];
        List<byte[]> shown = [.. raw.DistinctBy(name => name.Class).Concat(raw).Select(name => name.Bytes).Distinct().Take(samples)];
        return
        [
            .. CodePageGuess
                .Order(raw.Select(name => name.Bytes))
                .Select(fit => fit.Page)
                .Where(page => raw.TrueForAll(name => Path(name.Bytes, page) is not null))
                .Select(page => new NameReading(page, [.. shown.Select(bytes => Path(bytes, page)!)], page == raw[0].Page)),
        ];
    }

    /// <summary>The first undeclared name and the code page by which it is read; null where all are declared.</summary>
    public static (string Path, CodePage Page)? First(DatasetManifest manifest) =>
        manifest.Entries.FirstOrDefault(entry => Raw(entry) is not null) is { } first ? (first.Path, Raw(first)!.Value.Page) : null;

    /// <summary>What <see cref="DatasetEntry.RawPath"/> keeps of a path.</summary>
    /// <param name="page">The code page by which it was read.</param>
    public static string Written(CodePage page, ReadOnlySpan<byte> path) => $"{page.Name}:{Convert.ToBase64String(path)}";

    /// <summary>What was <see cref="Written"/>; null where nothing was, or what this program can't read.</summary>
    internal static (CodePage Page, byte[] Bytes)? Raw(DatasetEntry entry)
    {
        if (
            entry.RawPath is not { } raw
            || raw.IndexOf(':', StringComparison.Ordinal) is not (> 0 and var colon)
            || CodePage.Find(raw[..colon]) is not { } page
        )
            return null;
        var bytes = new byte[raw.Length];
        return Convert.TryFromBase64Chars(raw.AsSpan(colon + 1), bytes, out var written) ? (page, bytes[..written]) : null;
    }

    /// <summary>The path in this code page, or null where it is none: other bytes, control characters, or parts that are no names.</summary>
    internal static string? Path(byte[] bytes, CodePage page) => page.DecodePath(bytes) is { } path && IsPath(path) ? path : null;

    private static bool IsPath(ReadOnlySpan<char> path)
    {
        foreach (var c in path)
        {
            if (char.IsControl(c))
                return false;
        }
        foreach (var part in path.Split('/'))
        {
            if (path[part] is "" or "." or "..")
                return false;
        }
        return true;
    }
}
