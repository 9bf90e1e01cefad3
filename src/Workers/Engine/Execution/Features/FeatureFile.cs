using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>
/// Activations kept between runs: a file of rows, one a picture, and an index that says whose row it is and what its checksum must be. Rows are only ever
/// added,
/// the index after the row; a row whose checksum is wrong (a power cut, a flipped bit) counts as absent. One process at a time adds, any number read; several
/// threads of a process may do both.
/// </summary>
internal sealed class FeatureFile : IDisposable
{
    private const int IdBytes = 32;
    private const int EntryBytes = IdBytes + sizeof(ulong);
    private const string Rows = ".features";
    private const string Index = ".index";
    private const string Lock = ".lock";
    private readonly SafeFileHandle data;
    private readonly SafeFileHandle index;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (long Row, ulong Check)> known = [];
    private readonly int rowBytes;
    private readonly long most;
    private FileStream? claim;
    private long count;

    private FeatureFile(string path, int rowBytes, long most, FileStream? claim)
    {
        (this.rowBytes, this.most, this.claim) = (rowBytes, most, claim);
        var access = claim is null ? FileAccess.Read : FileAccess.ReadWrite;
        var mode = claim is null ? FileMode.Open : FileMode.OpenOrCreate;
        data = File.OpenHandle(path + Rows, mode, access, FileShare.ReadWrite | FileShare.Delete);
        index = File.OpenHandle(path + Index, mode, access, FileShare.ReadWrite | FileShare.Delete);
        ReadIndex();
    }

    /// <summary>False where another process adds to it, or the disk refused.</summary>
    public bool CanAdd => claim is not null;

    /// <summary>Opens, or begins, the file of a key.</summary>
    /// <param name="folder">Where all of them lie.</param>
    /// <param name="rowBytes">Bytes of one row.</param>
    /// <param name="rows">How many rows may be added.</param>
    /// <param name="budgetBytes">Most bytes the folder may hold; what was not used for longest goes first.</param>
    /// <returns>Null where nothing is kept and nothing can be.</returns>
    public static FeatureFile? Open(string folder, string key, int rowBytes, long rows, long budgetBytes)
    {
        var path = Path.Combine(folder, key);
        try
        {
            Directory.CreateDirectory(folder);
            var room = FeatureFolder.MakeRoom(folder, key, Math.Max(rowBytes * rows, LengthOf(path)), budgetBytes);
            var claim = room ? Claim(path) : null;
            if (claim is null && !File.Exists(path + Index))
            {
                return null;
            }
            var file = new FeatureFile(path, rowBytes, budgetBytes, claim);
            if (claim is not null)
            {
                File.SetLastWriteTimeUtc(path + Index, TimeProvider.System.GetUtcNow().UtcDateTime);
            }
            return file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether something is kept under a key.</summary>
    public static bool Exists(string folder, string key) => File.Exists(Path.Combine(folder, key) + Index);

    public bool Has(string id)
    {
        lock (gate)
        {
            return known.ContainsKey(id);
        }
    }

    /// <summary>Reads a row; false if it is absent or not what was written.</summary>
    public bool TryRead(string id, Span<byte> row)
    {
        (long Row, ulong Check) entry;
        lock (gate)
        {
            if (!known.TryGetValue(id, out entry))
            {
                return false;
            }
        }
        var sound = ReadAll(data, row, entry.Row * rowBytes) && XxHash3.HashToUInt64(row) == entry.Check;
        if (!sound)
        {
            lock (gate)
            {
                known.Remove(id);
            }
        }
        return sound;
    }

    /// <summary>Adds a row. A disk that refuses ends the adding, not the run.</summary>
    public void Add(string id, ReadOnlySpan<byte> row)
    {
        var check = XxHash3.HashToUInt64(row);
        lock (gate)
        {
            Append(id, row, check);
        }
    }

    private void Append(string id, ReadOnlySpan<byte> row, ulong check)
    {
        if (!CanAdd || known.ContainsKey(id) || (count + 1) * rowBytes > most)
        {
            return;
        }
        try
        {
            Span<byte> entry = stackalloc byte[EntryBytes];
            Convert.FromHexString(id, entry[..IdBytes], out _, out _);
            BitConverter.TryWriteBytes(entry[IdBytes..], check);
            RandomAccess.Write(data, row, count * rowBytes);
            RandomAccess.Write(index, entry, count * EntryBytes);
            known[id] = (count++, check);
        }
        catch (IOException)
        {
            Release();
        }
    }

    public void Dispose()
    {
        Release();
        data.Dispose();
        index.Dispose();
    }

    /// <summary>The files of a key that its folder may drop; nothing happens to one that a process adds to.</summary>
    internal static void Remove(string folder, string key)
    {
        using var claim = Claim(Path.Combine(folder, key));
        if (claim is not null)
        {
            Array.ForEach([Index, Rows, Lock], ending => File.Delete(Path.Combine(folder, key) + ending));
        }
    }

    internal static string? KeyOf(string file) => file.EndsWith(Rows, StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(file) : null;

    internal static DateTime LastUse(string folder, string key) => File.GetLastWriteTimeUtc(Path.Combine(folder, key) + Index);

    private static FileStream? Claim(string path)
    {
        try
        {
            return new FileStream(path + Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long LengthOf(string path) => new FileInfo(path + Rows) is { Exists: true } file ? file.Length : 0;

    private void Release()
    {
        claim?.Dispose();
        claim = null;
    }

    private void ReadIndex()
    {
        var bytes = new byte[RandomAccess.GetLength(index) / EntryBytes * EntryBytes];
        ReadAll(index, bytes, 0);
        for (; (count + 1) * EntryBytes <= bytes.Length; count++)
        {
            var entry = bytes.AsSpan((int)count * EntryBytes, EntryBytes);
            known[Convert.ToHexStringLower(entry[..IdBytes])] = (count, BitConverter.ToUInt64(entry[IdBytes..]));
        }
    }

    private static bool ReadAll(SafeFileHandle file, Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            var got = RandomAccess.Read(file, target, offset);
            if (got == 0)
            {
                return false;
            }
            target = target[got..];
            offset += got;
        }
        return true;
    }
}
