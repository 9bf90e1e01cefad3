using System.Buffers.Binary;
using System.Numerics;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>CRC-32C (Castagnoli), piece by piece, and masked as in TensorFlow's files.</summary>
internal struct Crc32C
{
    private uint register;

    public Crc32C() => register = uint.MaxValue;

    /// <summary>Of all bytes so far.</summary>
    public readonly uint Masked
    {
        get
        {
            var crc = ~register;
            return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
        }
    }

    public static uint MaskedOf(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32C();
        crc.Append(bytes);
        return crc.Masked;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (var value in bytes)
        {
            register = BitOperations.Crc32C(register, value);
        }
    }
}
