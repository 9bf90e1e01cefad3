using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>
/// The pictures of a source by the names that annotation files give them: with folders of the machine where they were labelled, as addresses, in another Unicode
/// form or case. A name never becomes a path; it only chooses among the files that are there.
/// </summary>
internal sealed partial class PictureNames
{
    private readonly HashSet<string> _files;
    private readonly ILookup<string, string> _byName;
    private readonly ILookup<string, string> _byStem;

    /// <param name="files">All files of the source; those that are no pictures by their name are left aside.</param>
    public PictureNames(IEnumerable<string> files)
    {
        All = [.. files.Where(PictureKinds.IsNamedSo)];
        _files = All.ToHashSet(StringComparer.Ordinal);
        _byName = All.ToLookup(file => Folded(Name(file)), StringComparer.Ordinal);
        _byStem = All.ToLookup(file => Folded(Stem(file)), StringComparer.Ordinal);
    }

    public IReadOnlyList<string> All { get; }

    /// <summary>The picture that is meant; null where none is, or where several are as likely.</summary>
    /// <param name="written">As the file writes it.</param>
    /// <param name="folder">Where the file lies, empty or with a slash at its end.</param>
    /// <param name="part">Of the pictures that the file names, or null.</param>
    public string? Find(string written, string folder, string? part)
    {
        foreach (var name in Readings(written))
        {
            if (Joined(folder + name) is { } beside && _files.Contains(beside))
            {
                return beside;
            }
        }
        foreach (var name in Readings(written))
        {
            var plain = string.Join('/', name.Split('/').Where(segment => segment is not ("" or "." or "..")));
            if (_files.Contains(plain))
            {
                return plain;
            }
            var found = Nearest(_byName[Folded(Name(plain))], plain, folder, part);
            // Some leave the ending away.
            found ??= PictureKinds.IsNamedSo(plain) ? null : Nearest(_byStem[Folded(Name(plain))], plain, folder, part);
            if (found is not null)
            {
                return found;
            }
        }
        return null;
    }

    /// <summary>The picture with that name but for its ending; null where there is none, or where several are as likely.</summary>
    public string? FindStem(string stem, string folder, string? part) => Nearest(_byStem[Folded(stem)], stem, folder, part);

    /// <summary>A file's name without folders and ending.</summary>
    public static string Stem(string file)
    {
        var name = Name(file);
        var dot = name.LastIndexOf('.');
        return dot > 0 ? name[..dot] : name;
    }

    /// <summary>The folder of a file, empty or with a slash at its end.</summary>
    public static string Folder(string file) => file[..(file.LastIndexOf('/') + 1)];

    /// <summary>A path without <c>.</c> and <c>..</c>; null where it leads out of the source.</summary>
    public static string? Joined(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment == ".." && kept.Count == 0)
            {
                return null;
            }
            if (segment == "..")
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("" or "."))
            {
                kept.Add(segment);
            }
        }
        return string.Join('/', kept);
    }

    // The one that shares most of its end with what is written, then the part, then most of the way to the file.
    private static string? Nearest(IEnumerable<string> found, string written, string folder, string? part)
    {
        var ordered = found
            .Select(file =>
                (
                    File: file,
                    Rank: (
                        Same(file.Split('/').Reverse(), written.Split('/').Reverse()),
                        IsOfPart(file, part) ? 1 : 0,
                        Same(file.Split('/'), folder.Split('/'))
                    )
                )
            )
            .OrderByDescending(at => at.Rank)
            .Take(2)
            .ToList();
        return ordered.Count == 0 || (ordered.Count == 2 && ordered[0].Rank == ordered[1].Rank) ? null : ordered[0].File;
    }

    private static bool IsOfPart(string file, string? part) => part is not null && PartWords.OfFolder(file) == part;

    private static int Same(IEnumerable<string> one, IEnumerable<string> other) =>
        one.Zip(other).TakeWhile(pair => string.Equals(Folded(pair.First), Folded(pair.Second), StringComparison.Ordinal)).Count();

    private static IEnumerable<string> Readings(string written)
    {
        var name = Address().Replace(written.Replace('\\', '/').Trim(), "");
        string[] bare = name.IndexOf('?', StringComparison.Ordinal) is > 0 and var mark ? [name, name[..mark]] : [name];
        return [.. bare, .. bare.Select(Uri.UnescapeDataString).Except(bare, StringComparer.Ordinal)];
    }

    private static string Name(string file) => file[(file.LastIndexOf('/') + 1)..];

    private static string Folded(string name) => UnicodeForm.ToNfc(name).ToLowerInvariant();

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]+://[^/]*|[A-Za-z]:)/")]
    private static partial Regex Address();
}
