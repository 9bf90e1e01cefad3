namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>An element type of the format.</summary>
/// <param name="Name">As it stands in a header.</param>
/// <param name="Bits">Of one element.</param>
/// <param name="Read">Reads one element; null for types whose size is known but not their meaning here.</param>
internal sealed record SafeTensorType(string Name, int Bits, SafeTensorType.Reader? Read)
{
    /// <summary>Little-endian bytes to numbers, as many as the target holds.</summary>
    public delegate void Reader(ReadOnlySpan<byte> bytes, Span<float> numbers);

    private static readonly Dictionary<string, SafeTensorType> Table = new SafeTensorType[]
    {
        new("F64", 64, Each<double>(value => (float)value)),
        new("F32", 32, (bytes, numbers) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes)[..numbers.Length].CopyTo(numbers)),
        new("F16", 16, Each<Half>(value => (float)value)),
        new("BF16", 16, Each<ushort>(value => BitConverter.Int32BitsToSingle(value << 16))),
        new("I64", 64, Each<long>(value => value)),
        new("U64", 64, Each<ulong>(value => value)),
        new("I32", 32, Each<int>(value => value)),
        new("U32", 32, Each<uint>(value => value)),
        new("I16", 16, Each<short>(value => value)),
        new("U16", 16, Each<ushort>(value => value)),
        new("I8", 8, Each<sbyte>(value => value)),
        new("U8", 8, Each<byte>(value => value)),
        new("BOOL", 8, Each<byte>(value => value == 0 ? 0 : 1)),
        new("F8_E5M2", 8, null),
        new("F8_E4M3", 8, null),
        new("F8_E8M0", 8, null),
        new("C64", 64, null),
    }.ToDictionary(type => type.Name);

    public static IEnumerable<string> Known => Table.Keys;

    public static SafeTensorType? Named(string name) => Table.GetValueOrDefault(name);

    private static Reader Each<T>(Func<T, float> convert)
        where T : unmanaged =>
        (bytes, numbers) =>
        {
            var values = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(bytes);
            for (var i = 0; i < numbers.Length; i++)
            {
                numbers[i] = convert(values[i]);
            }
        };
}
