using System.Numerics;

namespace MlOpsDashboard.Workers.Engine.Training.TensorBoard;

/// <summary>CRC-32C (Castagnoli), masked as in TensorFlow's record files.</summary>
internal static class Crc32C
{
    public static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }
}
