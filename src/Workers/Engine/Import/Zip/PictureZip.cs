using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Import.Zip;

/// <summary>A zip archive as a source. .NET's own reader checks neither checksums nor that both headers agree, so this one is ours.</summary>
internal sealed class PictureZip : IPictureSource
{
    private const int LocalHeaderSize = 30;
    // Deflate packs at most 258 bytes into 2 bits.
    private const long DeflateMaxRatio = 1032;
    private const int Chunk = 1 << 16;

    private readonly SafeFileHandle archive;
    private readonly ZipDirectory directory;
    private readonly List<ZipEntry> entries;
    private readonly ImportLimits limits;
    private readonly ReadBudget budget;

    /// <param name="names">How names are read that the archive does not declare; null guesses.</param>
    /// <exception cref="RefusedException">No whole zip archive, too many entries, or entries that share bytes.</exception>
    public PictureZip(string file, ImportLimits limits, CodePage? names, CancellationToken cancellationToken)
    {
        this.limits = limits;
        Name = Path.GetFileName(file);
        archive = File.OpenHandle(file);
        try
        {
            var length = RandomAccess.GetLength(archive);
            budget = new ReadBudget(Math.Min(limits.MaxTotalBytes, Math.Max(1L << 30, length * limits.MaxRatio)));
            directory = new ZipDirectory(archive, Name);
            entries = directory.Read(limits.MaxEntries);
            UndeclaredNames.Read(entries, names);
            FindData(cancellationToken);
            (Entries, Refused) = Names();
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public string Name { get; }

    public IReadOnlyList<SourceEntry> Entries { get; }

    public IReadOnlyList<RefusedFile> Refused { get; }

    public void Dispose() => archive.Dispose();

    public byte[] Read(SourceEntry entry, CancellationToken cancellationToken)
    {
        var zip = entries[entry.Number];
        if (zip.Bytes > limits.MaxFileBytes)
        {
            throw new RefusedFileException("limit", $"Expected a file of at most {limits.MaxFileBytes:N0} bytes. Received: {zip.Bytes:N0}.");
        }
        CheckLocalHeader(zip);
        try
        {
            using Stream packed = new EntryStream(archive, zip.DataOffset, zip.PackedBytes);
            using var data = zip.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress);
            return Unpack(zip, data, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw Damaged("packed data that can't be unpacked");
        }
    }

    private byte[] Unpack(ZipEntry zip, Stream data, CancellationToken cancellationToken)
    {
        var bytes = new byte[zip.Bytes];
        var filled = 0;
        while (filled < bytes.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = data.Read(bytes.AsSpan(filled, Math.Min(Chunk, bytes.Length - filled)));
            if (read == 0)
            {
                throw Damaged($"{filled:N0} bytes where the archive says {zip.Bytes:N0}");
            }
            budget.Take(read);
            filled += read;
        }
        if (data.ReadByte() >= 0)
        {
            throw Damaged($"more bytes than the {zip.Bytes:N0} that the archive says");
        }
        return Crc32.HashToUInt32(bytes) == zip.Crc ? bytes : throw Damaged("bytes that do not fit the archive's checksum");
    }

    // What the header before the data says must be what the list at the end says.
    private void CheckLocalHeader(ZipEntry zip)
    {
        Span<byte> header = stackalloc byte[LocalHeaderSize];
        var fits = directory.Fill(header, zip.HeaderOffset);
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        fits = fits && directory.Fill(name, zip.HeaderOffset + LocalHeaderSize) && name.AsSpan().SequenceEqual(zip.NameBytes)
            && BinaryPrimitives.ReadUInt16LittleEndian(header[8..]) == zip.Method
            && ((BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) ^ zip.Flags) & ZipEntry.EncryptedFlags) == 0;
        var isLate = ((BinaryPrimitives.ReadUInt16LittleEndian(header[6..]) | zip.Flags) & ZipEntry.DescriptorFlag) != 0;
        fits = fits && Agrees(BinaryPrimitives.ReadUInt32LittleEndian(header[14..]), zip.Crc, isLate)
            && Agrees(BinaryPrimitives.ReadUInt32LittleEndian(header[18..]), zip.PackedBytes, isLate)
            && Agrees(BinaryPrimitives.ReadUInt32LittleEndian(header[22..]), zip.Bytes, isLate);
        if (!fits)
        {
            throw Damaged("two headers that contradict each other");
        }
        if (zip.Method == 0 ? zip.Bytes != zip.PackedBytes : zip.Bytes > (zip.PackedBytes + 1) * DeflateMaxRatio)
        {
            throw Damaged($"{zip.PackedBytes:N0} packed bytes that are said to hold {zip.Bytes:N0}");
        }
    }

    // All ones stand for "in the zip64 field"; zero is written where the number was not known yet and follows the data.
    private static bool Agrees(uint local, long central, bool isLate) =>
        local == central || local == uint.MaxValue || (isLate && local == 0);

    private static RefusedFileException Damaged(string received) =>
        new("bad-crc", $"Expected an undamaged entry of the archive. Received: {received}.");

    private void FindData(CancellationToken cancellationToken)
    {
        Span<byte> header = stackalloc byte[LocalHeaderSize];
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!directory.Fill(header, entry.HeaderOffset) || BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50)
            {
                throw directory.Damaged();
            }
            entry.DataOffset = entry.HeaderOffset + LocalHeaderSize
                + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            if (entry.PackedBytes < 0 || entry.Bytes < 0 || entry.PackedBytes > directory.Offset - entry.DataOffset)
            {
                throw directory.Damaged();
            }
        }
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.HeaderOffset))
        {
            if (entry.HeaderOffset < end)
            {
                throw new RefusedException($"Expected an archive whose entries lie one after the other. Received: {Name}, whose entries overlap.");
            }
            end = entry.DataOffset + entry.PackedBytes;
        }
    }

    private (List<SourceEntry> Entries, List<RefusedFile> Refused) Names()
    {
        var names = new List<SourceEntry>(entries.Count);
        var refused = new List<RefusedFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            // Old Windows programs write backslashes between folders.
            var path = entry.Name.Replace('\\', '/');
            path = path.EndsWith('/') ? path[..^1] : path;
            var isKnown = !seen.Add(path);
            if (Refusal(entry, path, isKnown) is var (code, sentence))
            {
                refused.Add(new RefusedFile(EntryNames.Printable(entry.Name), code, sentence));
            }
            else if (!EntryNames.IsPassedOver(path) && !isKnown)
            {
                names.Add(new SourceEntry(path, entry.IsFolder, i) { RawPath = entry.Guess is null ? null : entry.NameBytes, Guess = entry.Guess });
            }
        }
        return (names, refused);
    }

    private (string Code, string Sentence)? Refusal(ZipEntry entry, string path, bool isKnown)
    {
        if (entry.NoTextIn is { } page)
        {
            return ("path", $"Expected a name that is text in {page.Title}. Received: bytes that are none; import the archive with another code page.");
        }
        if (EntryNames.Refusal(path, limits) is { } trick)
        {
            return ("path", $"Expected a relative path of plain names. Received: {trick}.");
        }
        if (entry.IsLink || entry.IsSpecial)
        {
            return ("link", $"Expected a file. Received: a {(entry.IsLink ? "link" : "device, pipe or socket")}.");
        }
        if (entry.IsFolder || EntryNames.IsPassedOver(path))
        {
            return null;
        }
        if (isKnown)
        {
            return ("path", "Expected each path once in an archive. Received: one that stands there before.");
        }
        if (entry.IsEncrypted)
        {
            return ("encrypted", "Expected an entry without a password. Received: an encrypted one.");
        }
        return entry.Method is 0 or 8
            ? null
            : ("unsupported", $"Expected an entry that is stored or packed by deflate. Received: packing method {entry.Method}.");
    }
}
