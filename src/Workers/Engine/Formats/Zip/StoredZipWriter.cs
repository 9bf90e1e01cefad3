using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>Writes a zip archive of stored entries, as Keras does; dated 1980-01-01, so that the same model gives the same bytes. Entries below 4
/// GiB.</summary>
internal static class StoredZipWriter
{
    private const ushort Version = 20;
    private const ushort FirstOfJanuary1980 = 0x21;

    public static void Write(Stream output, IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> entries)
    {
        long offset = 0;
        var directory = new MemoryStream();
        foreach (var (name, content) in entries)
        {
            var encoded = Encoding.UTF8.GetBytes(name);
            var common = new byte[26];
            Put16(common, 0, Version);
            Put16(common, 8, FirstOfJanuary1980);
            Put32(common, 10, Crc32.HashToUInt32(content.Span));
            Put32(common, 14, checked((uint)content.Length));
            Put32(common, 18, checked((uint)content.Length));
            Put16(common, 22, (ushort)encoded.Length);

            var local = new byte[4];
            Put32(local, 0, 0x04034B50);
            output.Write(local);
            output.Write(common);
            output.Write(encoded);
            output.Write(content.Span);

            var header = new byte[6];
            Put32(header, 0, 0x02014B50);
            Put16(header, 4, Version);
            directory.Write(header);
            directory.Write(common);
            var rest = new byte[14];
            Put32(rest, 10, checked((uint)offset));
            directory.Write(rest);
            directory.Write(encoded);
            offset += 30 + encoded.Length + content.Length;
        }

        var end = new byte[22];
        Put32(end, 0, 0x06054B50);
        Put16(end, 8, (ushort)entries.Count);
        Put16(end, 10, (ushort)entries.Count);
        Put32(end, 12, checked((uint)directory.Length));
        Put32(end, 16, checked((uint)offset));
        directory.WriteTo(output);
        output.Write(end);
    }

    private static void Put16(byte[] at, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(at.AsSpan(offset), value);

    private static void Put32(byte[] at, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(at.AsSpan(offset), value);
}
