using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace MlOpsDashboard.Workers.Tests.Import;

/// <summary>Writes zip archives byte by byte, so that they can lie.</summary>
internal sealed class ZipForge
{
    private readonly MemoryStream file = new();
    private readonly MemoryStream list = new();
    private int count;

    /// <summary>What may be said besides the truth; null tells it.</summary>
    public sealed record Lie
    {
        public uint? Crc { get; init; }
        public uint? LocalBytes { get; init; }
        public uint? CentralBytes { get; init; }
        public uint? CentralPacked { get; init; }
        public string? LocalName { get; init; }
        public ushort Flags { get; init; }
        public ushort? Method { get; init; }
        public ushort Mode { get; init; }
        public uint? Offset { get; init; }
        public byte[]? Data { get; init; }
        public bool Descriptor { get; init; }
        public byte[]? RawName { get; init; }
        public bool Large { get; init; }
        public byte[]? Extra { get; init; }
    }

    public ZipForge Add(string name, byte[] bytes, bool deflate = false, Lie? lie = null)
    {
        lie ??= new Lie();
        var nameBytes = lie.RawName ?? Encoding.UTF8.GetBytes(name);
        var data = lie.Data ?? (deflate ? Deflate(bytes) : bytes);
        var method = lie.Method ?? (ushort)(deflate ? 8 : 0);
        var crc = lie.Crc ?? Crc32.HashToUInt32(bytes);
        var flags = (ushort)(lie.Flags | (lie.RawName is null ? 0x800 : 0) | (lie.Descriptor ? 8 : 0));
        var offset = lie.Offset ?? (uint)file.Position;
        if (lie.Large)
        {
            AddLarge(nameBytes, flags, method, crc, data, (ulong)bytes.Length);
            return this;
        }
        Local(
            lie.LocalName is { } other ? Encoding.UTF8.GetBytes(other) : nameBytes,
            flags,
            method,
            lie.Descriptor ? 0 : crc,
            lie.Descriptor ? 0 : (uint)data.Length,
            lie.Descriptor ? 0 : lie.LocalBytes ?? lie.CentralBytes ?? (uint)bytes.Length
        );
        file.Write(data);
        if (lie.Descriptor)
        {
            Numbers(file, 0x08074b50u, crc, (uint)data.Length, (uint)bytes.Length);
        }
        Numbers(
            list,
            0x02014b50u,
            (ushort)0x031E,
            (ushort)20,
            flags,
            method,
            0u,
            crc,
            lie.CentralPacked ?? (uint)data.Length,
            lie.CentralBytes ?? (uint)bytes.Length,
            (ushort)nameBytes.Length,
            (ushort)(lie.Extra?.Length ?? 0),
            (ushort)0,
            (ushort)0,
            (ushort)0,
            (uint)lie.Mode << 16,
            offset
        );
        list.Write(nameBytes);
        list.Write(lie.Extra ?? []);
        count++;
        return this;
    }

    /// <summary>A picture whose name is written in a code page that nothing declares.</summary>
    public ZipForge AddIn(int codePage, string name, byte[] bytes) =>
        Add(
            "",
            bytes,
            lie: new()
            {
                RawName = (
                    CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                    ?? Encoding.UTF8
                ).GetBytes(name),
            }
        );

    /// <summary>With the end record of zip64 instead of true numbers in the old one.</summary>
    public byte[] ToLargeArray()
    {
        var whole = new MemoryStream();
        whole.Write(file.ToArray());
        whole.Write(list.ToArray());
        var end = (ulong)whole.Length;
        Numbers(whole, 0x06064b50u, 44ul, (ushort)45, (ushort)45, 0u, 0u, (ulong)count, (ulong)count, (ulong)list.Length, (ulong)file.Length);
        Numbers(whole, 0x07064b50u, 0u, end, 1u);
        Numbers(whole, 0x06054b50u, (ushort)0, (ushort)0, ushort.MaxValue, ushort.MaxValue, uint.MaxValue, uint.MaxValue, (ushort)0);
        return whole.ToArray();
    }

    public byte[] ToArray(int? claimedCount = null)
    {
        var whole = new MemoryStream();
        whole.Write(file.ToArray());
        whole.Write(list.ToArray());
        var said = claimedCount ?? count;
        Numbers(whole, 0x06054b50u, (ushort)0, (ushort)0, (ushort)said, (ushort)said, (uint)list.Length, (uint)file.Length, (ushort)0);
        return whole.ToArray();
    }

    public string Save(string path)
    {
        File.WriteAllBytes(path, ToArray());
        return path;
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(bytes);
        }
        return packed.ToArray();
    }

    private void AddLarge(byte[] name, ushort flags, ushort method, uint crc, byte[] data, ulong bytes)
    {
        var offset = (ulong)file.Position;
        Numbers(file, 0x04034b50u, (ushort)45, flags, method, 0u, crc, uint.MaxValue, uint.MaxValue, (ushort)name.Length, (ushort)20);
        file.Write(name);
        Numbers(file, (ushort)1, (ushort)16, bytes, (ulong)data.Length);
        file.Write(data);
        Numbers(
            list,
            0x02014b50u,
            (ushort)0x031E,
            (ushort)45,
            flags,
            method,
            0u,
            crc,
            uint.MaxValue,
            uint.MaxValue,
            (ushort)name.Length,
            (ushort)28,
            (ushort)0,
            (ushort)0,
            (ushort)0,
            0u,
            uint.MaxValue
        );
        list.Write(name);
        Numbers(list, (ushort)1, (ushort)24, bytes, (ulong)data.Length, offset);
        count++;
    }

    private void Local(byte[] name, ushort flags, ushort method, uint crc, uint packed, uint bytes)
    {
        Numbers(file, 0x04034b50u, (ushort)20, flags, method, 0u, crc, packed, bytes, (ushort)name.Length, (ushort)0);
        file.Write(name);
    }

    private static void Numbers(Stream to, params object[] numbers)
    {
        var bytes = new byte[8];
        foreach (var number in numbers)
        {
            switch (number)
            {
                case ushort small:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes, small);
                    to.Write(bytes, 0, 2);
                    break;
                case uint large:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes, large);
                    to.Write(bytes, 0, 4);
                    break;
                case ulong largest:
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes, largest);
                    to.Write(bytes, 0, 8);
                    break;
                default:
                    throw new ArgumentException($"Expected 16, 32 or 64 bits. Received: {number.GetType()}.");
            }
        }
    }
}
