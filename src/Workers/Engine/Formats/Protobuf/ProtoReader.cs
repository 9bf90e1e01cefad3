using System.Runtime.InteropServices;
using Google.Protobuf;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.Protobuf;

/// <summary>The fields of one message of Protocol Buffers as they stand, without a copy: a text or message inside is a part of the same memory.</summary>
internal static class ProtoReader
{
    /// <summary>A field.</summary>
    /// <param name="Whole">A number's bits; else 0.</param>
    /// <param name="Content">Of a text or a message; else empty.</param>
    public readonly record struct Field(int Number, ulong Whole, ReadOnlyMemory<byte> Content);

    /// <param name="source">How to call the file in a refusal.</param>
    /// <exception cref="RefusedException">No message.</exception>
    public static IEnumerable<Field> Read(ReadOnlyMemory<byte> message, string source)
    {
        var array = MemoryMarshal.TryGetArray(message, out var part) ? part : message.ToArray();
        var at = 0;
        while (at < array.Count)
        {
            yield return Next(array, ref at, source);
        }
    }

    /// <summary>The texts or messages at the end of a path of field numbers.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Find(ReadOnlyMemory<byte> message, string source, params IEnumerable<int> path) =>
        path.Aggregate(
            (IEnumerable<ReadOnlyMemory<byte>>)[message],
            (all, number) => all.SelectMany(outer => Read(outer, source)).Where(field => field.Number == number).Select(field => field.Content)
        );

    private static Field Next(ArraySegment<byte> array, ref int at, string source)
    {
        try
        {
            var input = new CodedInputStream(array.Array, array.Offset + at, array.Count - at);
            var begin = (int)input.Position;
            var tag = input.ReadTag();
            var number = WireFormat.GetTagFieldNumber(tag);
            var (whole, content) = (0UL, 0);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    whole = input.ReadUInt64();
                    break;
                case WireFormat.WireType.Fixed64:
                    whole = input.ReadFixed64();
                    break;
                case WireFormat.WireType.Fixed32:
                    whole = input.ReadFixed32();
                    break;
                case WireFormat.WireType.LengthDelimited:
                    content = input.ReadLength();
                    break;
                default:
                    throw Damaged(source);
            }

            var from = at + (int)input.Position - begin;
            if (content < 0 || content > array.Count - from)
            {
                throw Damaged(source);
            }

            at = from + content;
            return new Field(number, whole, array.Slice(from, content));
        }
        catch (InvalidProtocolBufferException)
        {
            throw Damaged(source);
        }
    }

    private static RefusedException Damaged(string source) => new(new Refusal("formats.protobuf.damaged", ("file", source)));
}
