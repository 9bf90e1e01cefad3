using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>An archive in what is imported: it is listed, not opened.</summary>
internal static partial class NestedArchive
{
    /// <summary>As in <see cref="RefusedFile.Code"/>.</summary>
    public const string Code = "archive";

    public static bool IsOne(SourceEntry entry) => Ending().IsMatch(entry.Name);

    public static IEnumerable<RefusedFile> Refusals(IReadOnlyList<SourceEntry> entries) =>
        entries
            .Where(entry => !entry.IsFolder && IsOne(entry))
            .Select(entry => new RefusedFile(entry.Path, Code, new Refusal("imports.archive.nested", ("archive", entry.Name))));

    public static IReadOnlyList<ImportWarning> Warnings(IReadOnlyList<RefusedFile> refused)
    {
        var archives = refused.Where(file => file.Code == Code).Select(file => file.Path).Order(StringComparer.Ordinal).ToList();
        return archives.Count == 0
            ? []
            :
            [
                new(
                    WarningCodes.Nested,
                    archives.Count == 1
                        ? new Refusal("finding.nested.one", ("archive", archives[0]))
                        : new Refusal("finding.nested", ("count", archives.Count), ("archive", archives[0]))
                ),
            ];
    }

    // With the pieces of one that was split: .7z.001, .z01, .part1.rar, .r00.
    [GeneratedRegex(
        @"\.(zip|zipx|rar|7z|tar|gz|tgz|bz2|tbz2?|xz|txz|zst|tzst|lz|lz4|lzma|lzh|lha|cab|arj|ace|iso|z[0-9]{2}|r[0-9]{2})(\.[0-9]{2,3})?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Ending();
}
