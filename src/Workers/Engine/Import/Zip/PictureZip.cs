using System.IO.Compression;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Formats.Zip;

namespace MlOpsDashboard.Workers.Engine.Import.Zip;

/// <summary>A zip archive as a source. .NET's own reader checks neither checksums nor that both headers agree, so this one is ours.</summary>
internal sealed class PictureZip : IPictureSource
{
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
            directory = new ZipDirectory((buffer, offset) => Fill(archive, buffer, offset), length, Name);
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
            throw new RefusedFileException("limit", new Refusal("imports.file.tooLarge", ("most", limits.MaxFileBytes), ("received", zip.Bytes)));
        }
        CheckLocalHeader(zip);
        try
        {
            using var data = Unpacked(zip);
            return Unpack(zip, data, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw Damaged(new("imports.words.undeflatable"));
        }
    }

    public Stream Open(SourceEntry entry, long most, CancellationToken cancellationToken)
    {
        var zip = entries[entry.Number];
        if (zip.Bytes > most)
        {
            throw CountedStream.Refused(entry.Path, new("imports.file.tooLarge", ("most", most), ("received", zip.Bytes)));
        }
        try
        {
            CheckLocalHeader(zip);
        }
        catch (RefusedFileException e)
        {
            throw CountedStream.Refused(entry.Path, e.Reason);
        }
        return new CountedStream(Unpacked(zip), entry.Path, zip.Bytes, zip.Crc, budget, cancellationToken);
    }

    private Stream Unpacked(ZipEntry zip)
    {
        var packed = new EntryStream(archive, zip.DataOffset, zip.PackedBytes);
        return zip.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress);
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
                throw Damaged(new("imports.words.fewerBytes", ("received", filled), ("expected", zip.Bytes)));
            }
            budget.Spend(read);
            filled += read;
        }
        if (data.ReadByte() >= 0)
        {
            throw Damaged(new("imports.words.moreBytes", ("expected", zip.Bytes)));
        }
        return Crc32.HashToUInt32(bytes) == zip.Crc ? bytes : throw Damaged(new("imports.words.checksum"));
    }

    private void CheckLocalHeader(ZipEntry zip)
    {
        if (!directory.Agrees(zip))
        {
            throw Damaged(new("imports.words.headersDiffer"));
        }
        if (zip.Method == 0 ? zip.Bytes != zip.PackedBytes : zip.Bytes > (zip.PackedBytes + 1) * DeflateMaxRatio)
        {
            throw Damaged(new("imports.words.overpacked", ("packed", zip.PackedBytes), ("expected", zip.Bytes)));
        }
    }

    private static RefusedFileException Damaged(Refusal received) => new("bad-crc", new Refusal("imports.zip.entryDamaged", ("received", received)));

    private void FindData(CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            directory.Locate(entry);
        }
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.HeaderOffset))
        {
            if (entry.HeaderOffset < end)
            {
                throw new RefusedException(new Refusal("imports.zip.overlap", ("archive", Name)));
            }
            end = entry.DataOffset + entry.PackedBytes;
        }
    }

    private static bool Fill(SafeFileHandle archive, Span<byte> buffer, long offset)
    {
        while (buffer.Length > 0)
        {
            var read = offset < 0 ? 0 : RandomAccess.Read(archive, buffer, offset);
            if (read == 0)
            {
                return false;
            }
            buffer = buffer[read..];
            offset += read;
        }
        return true;
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
            if (Refusal(entry, path, isKnown) is var (code, reason))
            {
                refused.Add(new RefusedFile(EntryNames.Printable(entry.Name), code, reason));
            }
            else if (!EntryNames.IsPassedOver(path) && !isKnown)
            {
                names.Add(new SourceEntry(path, entry.IsFolder, i) { RawPath = entry.Guess is null ? null : entry.NameBytes, Guess = entry.Guess });
            }
        }
        return (names, refused);
    }

    private (string Code, Refusal Reason)? Refusal(ZipEntry entry, string path, bool isKnown)
    {
        if (entry.NoTextIn is { } page)
        {
            return ("path", new Refusal("imports.name.codePage", ("page", page.Title)));
        }
        if (EntryNames.Refusal(path, limits) is { } trick)
        {
            return ("path", new Refusal("imports.path.trick", ("received", trick)));
        }
        if (entry.IsLink || entry.IsSpecial)
        {
            return ("link", new Refusal(entry.IsLink ? "imports.file.link" : "imports.file.special"));
        }
        if (entry.IsFolder || EntryNames.IsPassedOver(path))
        {
            return null;
        }
        if (isKnown)
        {
            return ("path", new Refusal("imports.path.twice"));
        }
        if (entry.IsEncrypted)
        {
            return ("encrypted", new Refusal("imports.zip.encrypted"));
        }
        return entry.Method is 0 or 8 ? null : ("unsupported", new Refusal("imports.zip.method", ("method", entry.Method)));
    }
}
