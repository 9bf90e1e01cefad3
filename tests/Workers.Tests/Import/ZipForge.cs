using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Workers.Engine.Import.Zip;

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
    }

    public ZipForge Add(string name, byte[] bytes, bool deflate = false, Lie? lie = null)
    {
        lie ??= new Lie();
        var nameBytes = lie.RawName ?? Encoding.UTF8.GetBytes(name);
        var data = lie.Data ?? (deflate ? Deflate(bytes) : bytes);
        var method = lie.Method ?? (ushort)(deflate ? 8 : 0);
        var crc = lie.Crc ?? Crc32.Of(bytes);
        var flags = (ushort)(lie.Flags | (lie.RawName is null ? 0x800 : 0) | (lie.Descriptor ? 8 : 0));
        var offset = lie.Offset ?? (uint)file.Position;
        Local(lie.LocalName is { } other ? Encoding.UTF8.GetBytes(other) : nameBytes, flags, method, lie.Descriptor ? 0 : crc,
            lie.Descriptor ? 0 : (uint)data.Length, lie.Descriptor ? 0 : lie.LocalBytes ?? lie.CentralBytes ?? (uint)bytes.Length);
        file.Write(data);
        if (lie.Descriptor)
        {
            Numbers(file, 0x08074b50u, crc, (uint)data.Length, (uint)bytes.Length);
        }
        Numbers(list, 0x02014b50u, (ushort)0x031E, (ushort)20, flags, method, 0u, crc, lie.CentralPacked ?? (uint)data.Length, lie.CentralBytes ?? (uint)bytes.Length,
            (ushort)nameBytes.Length, (ushort)0, (ushort)0, (ushort)0, (ushort)0, (uint)lie.Mode << 16, offset);
        list.Write(nameBytes);
        count++;
        return this;
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

    private void Local(byte[] name, ushort flags, ushort method, uint crc, uint packed, uint bytes)
    {
        Numbers(file, 0x04034b50u, (ushort)20, flags, method, 0u, crc, packed, bytes, (ushort)name.Length, (ushort)0);
        file.Write(name);
    }

    private static void Numbers(Stream to, params object[] numbers)
    {
        var bytes = new byte[4];
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
                    to.Write(bytes);
                    break;
                default:
                    throw new ArgumentException($"Expected 16 or 32 bits. Received: {number.GetType()}.");
            }
        }
    }
}
