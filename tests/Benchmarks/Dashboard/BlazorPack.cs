using System.Buffers.Binary;
using System.Text;

namespace MlOpsDashboard.Benchmarks.Dashboard;

/// <summary>The hub protocol of Blazor's circuits, <c>blazorpack</c>: MessagePack arrays, each behind its length. Only what a circuit says.</summary>
internal static class BlazorPack
{
    private const byte Invocation = 1;

    /// <summary>A call of a hub method; with an id where its answer is awaited.</summary>
    public static byte[] Call(string? id, string target, params object?[] arguments)
    {
        var body = new List<byte> { 0x96, Invocation, 0x80 };
        Write(body, id);
        Write(body, target);
        body.Add((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
            Write(body, argument);
        body.Add(0x90);
        return Framed(body);
    }

    public static byte[] Ping() => Framed([0x91, 6]);

    /// <summary>Takes whole messages from the front of what was received.</summary>
    public static IEnumerable<object?[]> Take(List<byte> received)
    {
        while (true)
        {
            var (length, at) = (0, 0);
            for (var shift = 0; ; shift += 7)
            {
                if (at == received.Count)
                    yield break;
                length |= (received[at] & 0x7f) << shift;
                if (received[at++] < 0x80)
                    break;
            }
            if (received.Count < at + length)
                yield break;
            var message = received.GetRange(at, length).ToArray();
            received.RemoveRange(0, at + length);
            var position = 0;
            yield return (object?[])Read(message, ref position)!;
        }
    }

    private static byte[] Framed(List<byte> body)
    {
        var length = new List<byte>();
        for (var left = body.Count; ; left >>= 7)
        {
            length.Add((byte)(left > 127 ? (left & 127) | 128 : left));
            if (left <= 127)
                return [.. length, .. body];
        }
    }

    private static void Write(List<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Add(0xc0);
                break;
            case bool b:
                to.Add(b ? (byte)0xc3 : (byte)0xc2);
                break;
            case long n:
                to.Add(0xd3);
                var number = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, n);
                to.AddRange(number);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
                to.Add(0xdb);
                to.AddRange(length);
                to.AddRange(bytes);
                break;
            default:
                throw new ArgumentException($"Expected null, a bool, a long or a string; received {value.GetType().Name}.", nameof(value));
        }
    }

    private static object? Read(byte[] from, ref int at)
    {
        var kind = from[at++];
        switch (kind)
        {
            case < 0x80:
                return (long)kind;
            case >= 0xe0:
                return (long)(sbyte)kind;
            case < 0x90:
                return Map(from, ref at, kind & 15);
            case < 0xa0:
                return List(from, ref at, kind & 15);
            case < 0xc0:
                return Text(from, ref at, kind & 31);
        }
        return kind switch
        {
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 or 0xc5 or 0xc6 => Bytes(from, ref at, (int)Number(from, ref at, 1 << (kind - 0xc4))),
            0xca => Floating(from, ref at, 4),
            0xcb => Floating(from, ref at, 8),
            0xcc or 0xcd or 0xce or 0xcf => Number(from, ref at, 1 << (kind - 0xcc)),
            0xd0 => (long)(sbyte)Number(from, ref at, 1),
            0xd1 => (long)(short)Number(from, ref at, 2),
            0xd2 => (long)(int)Number(from, ref at, 4),
            0xd3 => Number(from, ref at, 8),
            0xd9 or 0xda or 0xdb => Text(from, ref at, (int)Number(from, ref at, 1 << (kind - 0xd9))),
            0xdc or 0xdd => List(from, ref at, (int)Number(from, ref at, kind == 0xdc ? 2 : 4)),
            0xde or 0xdf => Map(from, ref at, (int)Number(from, ref at, kind == 0xde ? 2 : 4)),
            _ => throw new InvalidDataException($"MessagePack 0x{kind:x2} is not a part of Blazor's protocol."),
        };
    }

    private static object?[] List(byte[] from, ref int at, int count)
    {
        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = Read(from, ref at);
        return items;
    }

    private static object?[] Map(byte[] from, ref int at, int count) => List(from, ref at, 2 * count);

    private static string Text(byte[] from, ref int at, int length) => Encoding.UTF8.GetString(Bytes(from, ref at, length).Span);

    private static ReadOnlyMemory<byte> Bytes(byte[] from, ref int at, int length) => from.AsMemory((at += length) - length, length);

    private static double Floating(byte[] from, ref int at, int bytes) =>
        bytes == 4 ? BitConverter.Int32BitsToSingle((int)Number(from, ref at, 4)) : BitConverter.Int64BitsToDouble(Number(from, ref at, 8));

    private static long Number(byte[] from, ref int at, int bytes)
    {
        long number = 0;
        for (var i = 0; i < bytes; i++)
            number = (number << 8) | from[at++];
        return number;
    }
}
