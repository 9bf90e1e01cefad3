using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;
using MlOpsDashboard.Workers.Tests.Golden;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

/// <summary>Makes archives and checkpoints, whole ones and such as nobody should trust.</summary>
internal static class SavedModelForge
{
    /// <summary>The files of a model among the golden data.</summary>
    public static Dictionary<string, byte[]> Golden(string name, string inside = "")
    {
        var root = GoldenFile.Path("text/" + name);
        return Directory
            .GetFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(file => inside + Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes);
    }

    public static byte[] Zip(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }

    public static byte[] TarGz(IEnumerable<KeyValuePair<string, byte[]>> files, params TarEntry[] more)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Tar(files, more));
        }
        return packed.ToArray();
    }

    public static byte[] Tar(IEnumerable<KeyValuePair<string, byte[]>> files, params TarEntry[] more)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
            foreach (var entry in more)
            {
                tar.WriteEntry(entry);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>An index of one block, with its checksums.</summary>
    /// <param name="entries">Key and value, in the order in which they are to stand.</param>
    /// <param name="compression">What the block says of itself.</param>
    public static byte[] Index(IEnumerable<(string Key, byte[] Value)> entries, byte compression = 0)
    {
        var file = new MemoryStream();
        var data = Block(file, entries.Select(entry => (System.Text.Encoding.UTF8.GetBytes(entry.Key), entry.Value)), compression);
        var none = Block(file, [], 0);
        var index = Block(file, [(new byte[] { 0xFF }, [.. Varint(data.Offset), .. Varint(data.Size)])], 0);
        var footer = new byte[48];
        byte[] handles = [.. Varint(none.Offset), .. Varint(none.Size), .. Varint(index.Offset), .. Varint(index.Size)];
        handles.CopyTo(footer, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), 0xdb4775248b80fb57);
        file.Write(footer);
        return file.ToArray();
    }

    public static byte[] Header(long shards, long endianness = 0) => new ProtoWriter().Whole(1, shards).Whole(2, endianness).ToArray();

    public static byte[] Entry(int type, long[] shape, long shard, long offset, long bytes, uint checksum, bool sliced = false)
    {
        var sizes = new ProtoWriter();
        foreach (var size in shape)
        {
            sizes.Message(2, new ProtoWriter().Whole(1, size));
        }
        var entry = new ProtoWriter().Whole(1, type).Message(2, sizes).Whole(3, shard).Whole(4, offset).Whole(5, bytes);
        if (sliced)
        {
            entry.Message(7, new ProtoWriter());
        }
        // crc32c is a fixed32, field 6.
        byte[] number = [(6 << 3) | 5, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(number.AsSpan(1), checksum);
        return [.. entry.ToArray(), .. number];
    }

    private static (long Offset, long Size) Block(MemoryStream file, IEnumerable<(byte[] Key, byte[] Value)> entries, byte compression)
    {
        var block = new MemoryStream();
        foreach (var (key, value) in entries)
        {
            block.Write([0, .. Varint(key.Length), .. Varint(value.Length), .. key, .. value]);
        }
        block.Write([0, 0, 0, 0, 1, 0, 0, 0]);
        var offset = file.Position;
        byte[] typed = [.. block.ToArray(), compression];
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.MaskedOf(typed));
        file.Write(typed);
        file.Write(checksum);
        return (offset, block.Length);
    }

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }
        return [.. bytes, (byte)rest];
    }
}
