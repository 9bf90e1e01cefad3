using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>The files of a model that is a folder: on the disk, in a zip, or in a tar archive. Nothing is unpacked, and names are only compared.</summary>
/// <param name="source">How to call it in a refusal.</param>
internal abstract class ModelFolder(string source)
{
    /// <summary>Most files that one may have.</summary>
    public const int MostFiles = 1000;

    /// <summary>How to call it in a refusal.</summary>
    public string Source => source;

    /// <summary>Paths from its root, with slashes.</summary>
    public abstract IReadOnlyCollection<string> Names { get; }

    /// <summary>Bytes of a file that is there.</summary>
    public abstract long Length(string name);

    /// <summary>A file that is there, from its beginning; not always one that can seek.</summary>
    public abstract Stream Open(string name);

    /// <summary>A whole file.</summary>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="RefusedException">It is not there, or larger.</exception>
    public byte[] Read(string name, long most)
    {
        if (!Names.Contains(name))
        {
            throw new RefusedException(
                new Refusal("formats.folder.missing", ("folder", source), ("name", name), ("received", string.Join(", ", Names.Take(10))))
            );
        }
        if (Length(name) > most)
        {
            throw new RefusedException(
                new Refusal(
                    RefusalKind.TooLarge,
                    "formats.folder.fileTooLarge",
                    ("folder", source),
                    ("name", name),
                    RefusalValue.OfBytes("most", most),
                    RefusalValue.OfBytes("received", Length(name))
                )
            );
        }
        var bytes = new byte[Length(name)];
        using var file = Open(name);
        try
        {
            file.ReadExactly(bytes);
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
        {
            throw new RefusedException(new Refusal("formats.folder.fileShort", ("folder", source), ("name", name)));
        }
        return bytes;
    }

    /// <summary>The folders within it that hold a file of that name, the outermost first.</summary>
    public IEnumerable<ModelFolder> Holding(string name) =>
        Names
            .Where(path => path == name || path.EndsWith('/' + name, StringComparison.Ordinal))
            .OrderBy(path => path.Count(c => c == '/'))
            .ThenBy(path => path, StringComparer.Ordinal)
            .Select(path => new InnerFolder(this, path[..^name.Length]));

    /// <summary>A name as it is compared: no <c>./</c> in front.</summary>
    /// <exception cref="RefusedException">It leads out of the folder.</exception>
    protected static string Inside(string name, string source)
    {
        var clean = name;
        while (clean.StartsWith("./", StringComparison.Ordinal))
        {
            clean = clean[2..];
        }
        return clean.StartsWith('/') || clean.Contains('\\') || clean.Contains(':') || clean.Split('/').Contains("..")
            ? throw new RefusedException(new Refusal("formats.folder.outside", ("folder", source), ("received", Layers.Operations.Constants.Short(name))))
            : clean;
    }

    private sealed class InnerFolder(ModelFolder whole, string prefix) : ModelFolder(whole.Source)
    {
        public override IReadOnlyCollection<string> Names { get; } =
        [.. whole.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..])];

        public override long Length(string name) => whole.Length(prefix + name);

        public override Stream Open(string name) => whole.Open(prefix + name);
    }
}
