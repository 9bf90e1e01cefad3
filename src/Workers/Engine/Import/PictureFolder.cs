using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>A folder as a source. Links are refused and never followed.</summary>
internal sealed class PictureFolder : IPictureSource
{
    private const int Chunk = 1 << 20;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly List<SourceEntry> entries = [];
    private readonly List<RefusedFile> refused = [];
    private readonly List<string> files = [];
    private readonly ImportLimits limits;
    private readonly ReadBudget budget;

    /// <summary>Of a folder only the files that are named; what else lies there is not looked at.</summary>
    /// <param name="named">Relative to the folder, with <c>/</c>.</param>
    /// <exception cref="RefusedException">Too many files.</exception>
    public PictureFolder(string folder, IEnumerable<string> named, ImportLimits limits)
    {
        this.limits = limits;
        budget = new ReadBudget(limits.MaxTotalBytes);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        foreach (var path in named)
        {
            Add(Path.Combine(folder, path), path);
        }
    }

    /// <exception cref="RefusedException">Too many files and folders.</exception>
    public PictureFolder(string folder, ImportLimits limits, CancellationToken cancellationToken)
    {
        this.limits = limits;
        budget = new ReadBudget(limits.MaxTotalBytes);
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var waiting = new Stack<(string File, string Path)>([(folder, "")]);
        while (waiting.TryPop(out var next))
        {
            foreach (var child in List(next.File, next.Path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var name = Path.GetFileName(child);
                var path = next.Path.Length == 0 ? name : $"{next.Path}/{name}";
                if (Add(child, path))
                {
                    waiting.Push((child, path));
                }
            }
        }
    }

    public string Name { get; }

    public IReadOnlyList<SourceEntry> Entries => entries;

    public IReadOnlyList<RefusedFile> Refused => refused;

    public void Dispose() { }

    public byte[] Read(SourceEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            using var file = Posix.OpenFile(files[entry.Number]);
            var length = RandomAccess.GetLength(file);
            if (length > limits.MaxFileBytes)
            {
                throw new RefusedFileException("limit", new Refusal("imports.file.tooLarge", ("most", limits.MaxFileBytes), ("received", length)));
            }
            var bytes = new byte[length];
            for (var filled = 0; filled < bytes.Length; )
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(file, bytes.AsSpan(filled, Math.Min(Chunk, bytes.Length - filled)), filled);
                if (read == 0)
                {
                    throw new RefusedFileException("truncated", new Refusal("imports.file.shorter"));
                }
                budget.Spend(read);
                filled += read;
            }
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RefusedFileException("unreadable", new Refusal("imports.file.unreadable", ("received", Reason(e))));
        }
    }

    public Stream Open(SourceEntry entry, long most, CancellationToken cancellationToken)
    {
        try
        {
            var file = Posix.OpenFile(files[entry.Number]);
            var length = RandomAccess.GetLength(file);
            if (length <= most)
            {
                return new CountedStream(new FileStream(file, FileAccess.Read, Chunk), entry.Path, length, null, budget, cancellationToken);
            }
            file.Dispose();
            throw CountedStream.Refused(entry.Path, new("imports.file.tooLarge", ("most", most), ("received", length)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw CountedStream.Refused(entry.Path, new("imports.file.unreadable", ("received", Reason(e))));
        }
    }

    /// <summary>Whether it is a folder to look into.</summary>
    private bool Add(string file, string path)
    {
        if (files.Count == limits.MaxEntries)
        {
            throw new RefusedException(new Refusal("imports.entries.tooMany", ("most", limits.MaxEntries), ("source", Name)));
        }
        files.Add(file);
        if (EntryNames.Refusal(path, limits) is { } trick)
        {
            Refuse(path, "path", new Refusal("imports.path.trick", ("received", trick)));
            return false;
        }
        if (EntryNames.IsPassedOver(path))
        {
            return false;
        }
        var kind = Posix.KindOf(file);
        if (kind is not (Posix.Regular or Posix.Folder))
        {
            Refuse(
                path,
                kind == 0 ? "unreadable" : "link",
                new Refusal(
                    kind == 0 ? "imports.file.unopenable"
                    : kind == Posix.Link ? "imports.file.link"
                    : "imports.file.special"
                )
            );
            return false;
        }
        entries.Add(new SourceEntry(path, kind == Posix.Folder, files.Count - 1));
        return kind == Posix.Folder;
    }

    private IEnumerable<string> List(string folder, string path)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder, "*", Everything);
        }
        catch (Exception e) when (path.Length > 0 && e is IOException or UnauthorizedAccessException)
        {
            Refuse(path, "unreadable", new Refusal("imports.folder.unreadable", ("received", Reason(e))));
            return [];
        }
    }

    private void Refuse(string path, string code, Refusal reason) => refused.Add(new RefusedFile(EntryNames.Printable(path), code, reason));

    // The message of an exception names the server's folder: nobody else needs it.
    private static Refusal Reason(Exception e) =>
        e is UnauthorizedAccessException ? new("imports.words.noPermission") : new("imports.words.diskFault", ("fault", e.GetType().Name));
}
