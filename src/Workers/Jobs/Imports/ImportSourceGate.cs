using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Turns a source into the path that a child may read, or refuses it.</summary>
public sealed class ImportSourceGate(StorageLayout layout, IOptions<ImportOptions> options)
{
    /// <summary>A short name for lists: <c>pets.zip</c>, <c>sample emoji-noto</c>.</summary>
    public Outcome<string> Resolve(ImportSource source) => source switch
    {
        UploadSource upload => ResolveUpload(upload),
        FolderSource folder => ResolveFolder(folder),
        SampleSource sample => IsPlainName(sample.Name) ? SampleFolder(sample.Name) : Outcome<string>.Refused($"Expected the name of a sample; received \"{sample.Name}\"."),
        UnknownSource => Outcome<string>.Refused("The source of this import was stored by another version of the program and can't be read. Import it again."),
        _ => Outcome<string>.Refused("Expected an upload, a folder or a sample; received something else."),
    };

    /// <summary>Samples are written once and kept.</summary>
    public string SampleFolder(string name) => Path.Combine(layout.Root, "samples", name);

    /// <summary>Allowed folders and what lies directly below them, in order.</summary>
    public IReadOnlyList<string> List()
    {
        var folders = new List<string>();
        foreach (var allowed in options.Value.AllowedFolders.Select(Path.GetFullPath).Where(Directory.Exists))
        {
            folders.Add(allowed);
            folders.AddRange(new DirectoryInfo(allowed).EnumerateDirectories().Where(d => d.LinkTarget is null && !d.Name.StartsWith('.')).Select(d => d.FullName).Order(StringComparer.Ordinal).Take(1_000));
        }
        return [.. folders.Distinct()];
    }

    private Outcome<string> ResolveUpload(UploadSource upload)
    {
        if (!IsPlainName(upload.Folder)) return Outcome<string>.Refused($"Expected the name of an upload folder; received \"{upload.Folder}\".");
        var folder = Path.Combine(layout.Uploads, upload.Folder);
        if (!Directory.Exists(folder)) return Outcome<string>.Refused("The uploaded files are no longer there. Drop them again.");
        var entries = Directory.GetFileSystemEntries(folder);
        if (entries.Length == 0) return Outcome<string>.Refused("Expected uploaded files; received none.");
        return entries is [var only] && File.Exists(only) && Path.GetExtension(only).Equals(".zip", StringComparison.OrdinalIgnoreCase) ? only : folder;
    }

    private Outcome<string> ResolveFolder(FolderSource source)
    {
        var allowed = options.Value.AllowedFolders.Select(Path.GetFullPath).ToList();
        if (allowed.Count == 0) return Outcome<string>.Refused($"Folders of the server are not open for import. An administrator allows them by the setting {ImportOptions.Section}:{nameof(ImportOptions.AllowedFolders)}.");
        if (!Path.IsPathFullyQualified(source.Path) || source.Path.Contains('\0')) return Outcome<string>.Refused($"Expected the full path of a folder; received \"{source.Path}\".");
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Path));
        var root = allowed.FirstOrDefault(a => path == Path.TrimEndingDirectorySeparator(a) || path.StartsWith(Path.TrimEndingDirectorySeparator(a) + '/', StringComparison.Ordinal));
        if (root is null) return Outcome<string>.Refused($"Expected a folder below {string.Join(" or ", allowed)}; received \"{path}\".");
        if (!Directory.Exists(path)) return Outcome<string>.Refused($"Expected a folder; there is none at \"{path}\".");
        // A link inside an allowed folder could lead anywhere.
        for (var part = new DirectoryInfo(path); part is not null && part.FullName.Length > root.Length; part = part.Parent)
            if (part.LinkTarget is not null) return Outcome<string>.Refused($"Expected a folder that is no link; \"{part.FullName}\" is one.");
        return path;
    }

    private static bool IsPlainName(string name) => name.Length is >= 1 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
