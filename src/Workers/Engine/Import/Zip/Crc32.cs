using System.Buffers.Binary;

namespace MlOpsDashboard.Workers.Engine.Import.Zip;

/// <summary>The checksum of zip entries (ISO 3309, reversed polynomial EDB88320), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = Build();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Tables[7][low & 255] ^ Tables[6][(low >> 8) & 255] ^ Tables[5][(low >> 16) & 255] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 255] ^ Tables[2][(high >> 8) & 255] ^ Tables[1][(high >> 16) & 255] ^ Tables[0][high >> 24];
        }
        foreach (var value in bytes)
        {
            crc = (crc >> 8) ^ Tables[0][(crc ^ value) & 255];
        }
        return ~crc;
    }

    private static uint[][] Build()
    {
        var tables = new uint[8][];
        tables[0] = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var crc = n;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
            tables[0][n] = crc;
        }
        for (var k = 1; k < 8; k++)
        {
            tables[k] = [.. tables[k - 1].Select(crc => (crc >> 8) ^ tables[0][crc & 255])];
        }
        return tables;
    }
}
