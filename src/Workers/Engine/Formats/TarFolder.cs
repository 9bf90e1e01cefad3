using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>A tar archive in memory, packed by gzip or not, as the folder that it holds. Each file is unpacked anew whenever it is read, from the archive's
/// beginning.</summary>
internal sealed class TarFolder : ModelFolder
{
    // Of the archive when unpacked: a small file can claim any length.
    private const long MostBytes = 4L << 30;

    private static readonly (int Offset, string Text) Mark = (257, "ustar");

    private readonly byte[] bytes;
    private readonly Dictionary<string, (int Index, long Bytes)> files = [];

    /// <exception cref="RefusedException">A damaged archive, links, or names that lead out of it.</exception>
    public TarFolder(byte[] bytes, string source)
        : base(source)
    {
        this.bytes = bytes;
        try
        {
            using var tar = Start();
            var (index, total) = (0, 0L);
            for (; tar.GetNextEntry() is { } entry; index++)
            {
                total += entry.Length;
                if (index == MostFiles || total > MostBytes)
                {
                    throw new RefusedException(
                        index == MostFiles
                            ? new Refusal(RefusalKind.TooLarge, "formats.folder.tooMany", ("folder", source), ("most", MostFiles))
                            : new Refusal(RefusalKind.TooLarge, "formats.folder.tooLarge", ("folder", source), RefusalValue.OfBytes("most", MostBytes))
                    );
                }
                Add(entry, index);
            }
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw Damaged();
        }
    }

    /// <summary>Whether it begins as a tar archive, packed or not.</summary>
    public static bool LooksLike(byte[] bytes)
    {
        var start = new byte[Mark.Offset + Mark.Text.Length];
        try
        {
            using var unpacked = Unpack(bytes);
            unpacked.ReadExactly(start);
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
        {
            return false;
        }
        return start.AsSpan(Mark.Offset).SequenceEqual(Encoding.ASCII.GetBytes(Mark.Text));
    }

    public override IReadOnlyCollection<string> Names => files.Keys;

    public override long Length(string name) => files[name].Bytes;

    public override Stream Open(string name)
    {
        var tar = Start();
        try
        {
            for (var index = 0; tar.GetNextEntry() is { } entry; index++)
            {
                if (index == files[name].Index)
                {
                    return entry.DataStream is { } data ? new EntryStream(tar, data) : new MemoryStream([]);
                }
            }
            throw Damaged();
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            tar.Dispose();
            throw Damaged();
        }
    }

    private static bool IsDamage(Exception fault) =>
        fault
            is InvalidDataException
                or IOException
                or InvalidOperationException
                or NotSupportedException
                or FormatException
                or ArgumentException
                or OutOfMemoryException;

    private TarReader Start() => new(Unpack(bytes));

    private static Stream Unpack(byte[] bytes)
    {
        var packed = new MemoryStream(bytes, writable: false);
        return bytes is [0x1F, 0x8B, ..] ? new GZipStream(packed, CompressionMode.Decompress) : packed;
    }

    private void Add(TarEntry entry, int index)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                if (!files.TryAdd(Inside(entry.Name, Source), (index, entry.Length)))
                {
                    throw Damaged();
                }
                break;
            default:
                throw new RefusedException(new Refusal("formats.folder.link", ("folder", Source), ("received", Layers.Operations.Constants.Short(entry.Name))));
        }
    }

    private RefusedException Damaged() => new(new Refusal("formats.folder.damaged", ("folder", Source)));

    // Closes the archive with the file.
    private sealed class EntryStream(TarReader tar, Stream data) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => data.Length;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => data.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => data.Read(buffer);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                tar.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
