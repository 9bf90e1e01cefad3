using System.IO.Enumeration;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>A folder on the disk, four folders deep. Links to files outside are refused when they are opened, links to folders are not followed.</summary>
internal sealed class DiskFolder : ModelFolder
{
    private const int Depth = 4;
    private readonly string root;
    private readonly Dictionary<string, long> files = [];

    /// <exception cref="RefusedException">More than <see cref="ModelFolder.MostFiles"/> files.</exception>
    public DiskFolder(string path)
        : base(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))))
    {
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var found = new FileSystemEnumerable<(string Path, long Bytes)>(
            root,
            (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.Length),
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = Depth,
                AttributesToSkip = 0,
            }
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        foreach (var (file, bytes) in found)
        {
            if (files.Count == MostFiles)
            {
                throw new RefusedException(new Refusal(RefusalKind.TooLarge, "formats.folder.tooMany", ("folder", Source), ("most", MostFiles)));
            }
            files.Add(Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), bytes);
        }
    }

    public override IReadOnlyCollection<string> Names => files.Keys;

    public override long Length(string name) => files[name] is var bytes && Target(name) is { } file ? new FileInfo(file).Length : bytes;

    public override Stream Open(string name)
    {
        var path = Target(name) ?? Path.Combine(root, name);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("formats.file.unreadable", ("path", name), ("fault", fault.Message)));
        }
    }

    // What a link means; null where the name is no link.
    private string? Target(string name)
    {
        var file = new FileInfo(Path.Combine(root, name));
        if (file.LinkTarget is null)
        {
            return null;
        }
        var target = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        return target is not null && target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? target
            : throw new RefusedException(new Refusal("formats.folder.link", ("folder", Source), ("received", name)));
    }
}
