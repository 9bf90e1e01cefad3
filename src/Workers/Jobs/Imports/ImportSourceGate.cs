using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Turns a source into the path that a child may read, or refuses it.</summary>
public sealed class ImportSourceGate(StorageLayout layout, IOptions<ImportOptions> options)
{
    /// <summary>A short name for lists: <c>pets.zip</c>, <c>sample emoji-noto</c>.</summary>
    public Outcome<string> Resolve(ImportSource source) =>
        source switch
        {
            UploadSource upload => ResolveUpload(upload),
            FolderSource folder => ResolveFolder(folder),
            SampleSource sample => IsPlainName(sample.Name)
                ? SampleFolder(sample.Name)
                : Outcome<string>.Refused(new Refusal("jobs.source.sample", ("received", sample.Name))),
            UnknownSource => Outcome<string>.Refused(new Refusal("jobs.source.newer")),
            _ => Outcome<string>.Refused(new Refusal("jobs.source.other")),
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
            folders.AddRange(
                new DirectoryInfo(allowed)
                    .EnumerateDirectories()
                    .Where(d => d.LinkTarget is null && !d.Name.StartsWith('.'))
                    .Select(d => d.FullName)
                    .Order(StringComparer.Ordinal)
                    .Take(1_000)
            );
        }
        return [.. folders.Distinct()];
    }

    private Outcome<string> ResolveUpload(UploadSource upload)
    {
        if (!IsPlainName(upload.Folder))
            return Outcome<string>.Refused(new Refusal("jobs.source.upload", ("received", upload.Folder)));
        var folder = Path.Combine(layout.Uploads, upload.Folder);
        if (!Directory.Exists(folder))
            return Outcome<string>.Refused(new Refusal(RefusalKind.NotFound, "jobs.source.gone"));
        var entries = Directory.GetFileSystemEntries(folder);
        if (entries.Length == 0)
            return Outcome<string>.Refused(new Refusal("jobs.source.empty"));
        return entries is [var only] && File.Exists(only) && Path.GetExtension(only).Equals(".zip", StringComparison.OrdinalIgnoreCase) ? only : folder;
    }

    private Outcome<string> ResolveFolder(FolderSource source)
    {
        var allowed = options.Value.AllowedFolders.Select(Path.GetFullPath).ToList();
        if (allowed.Count == 0)
            return Outcome<string>.Refused(
                new Refusal(RefusalKind.Forbidden, "jobs.source.closed", ("setting", $"{ImportOptions.Section}:{nameof(ImportOptions.AllowedFolders)}"))
            );
        if (!Path.IsPathFullyQualified(source.Path) || source.Path.Contains('\0'))
            return Outcome<string>.Refused(new Refusal("jobs.source.path", ("received", source.Path)));
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Path));
        var root = allowed.FirstOrDefault(a =>
            path == Path.TrimEndingDirectorySeparator(a) || path.StartsWith(Path.TrimEndingDirectorySeparator(a) + '/', StringComparison.Ordinal)
        );
        if (root is null)
            return Outcome<string>.Refused(
                new Refusal(RefusalKind.Forbidden, "jobs.source.outside", ("allowed", string.Join(" or ", allowed)), ("received", path))
            );
        if (!Directory.Exists(path))
            return Outcome<string>.Refused(new Refusal(RefusalKind.NotFound, "jobs.source.none", ("received", path)));
        // A link inside an allowed folder could lead anywhere.
        for (var part = new DirectoryInfo(path); part is not null && part.FullName.Length > root.Length; part = part.Parent)
            if (part.LinkTarget is not null)
                return Outcome<string>.Refused(new Refusal("jobs.source.link", ("received", part.FullName)));
        return path;
    }

    private static bool IsPlainName(string name) =>
        name.Length is >= 1 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
