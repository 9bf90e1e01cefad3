namespace MlOpsDashboard.Workers.Engine.Formats.Zip;

/// <summary>The checksum of zip entries (polynomial 0xEDB88320), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        var t = Tables;
        var i = 0;
        for (; i + 8 <= data.Length; i += 8)
        {
            var low = BitConverter.ToUInt32(data[i..]) ^ crc;
            var high = BitConverter.ToUInt32(data[(i + 4)..]);
            crc = t[7][low & 0xFF] ^ t[6][(low >> 8) & 0xFF] ^ t[5][(low >> 16) & 0xFF] ^ t[4][low >> 24]
                ^ t[3][high & 0xFF] ^ t[2][(high >> 8) & 0xFF] ^ t[1][(high >> 16) & 0xFF] ^ t[0][high >> 24];
        }

        for (; i < data.Length; i++)
        {
            crc = (crc >> 8) ^ t[0][(crc ^ data[i]) & 0xFF];
        }

        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (var n = 0u; n < 256; n++)
            {
                if (k > 0)
                {
                    tables[k][n] = (tables[k - 1][n] >> 8) ^ tables[0][tables[k - 1][n] & 0xFF];
                    continue;
                }

                var c = n;
                for (var bit = 0; bit < 8; bit++)
                {
                    c = (c & 1) != 0 ? (c >> 1) ^ 0xEDB88320u : c >> 1;
                }

                tables[0][n] = c;
            }
        }

        return tables;
    }
}
