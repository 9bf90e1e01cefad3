using Google.Protobuf;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.Protobuf;

/// <summary>The fields of one message of Protocol Buffers, as they stand; what they mean is the reader's to know.</summary>
internal static class ProtoFields
{
    /// <summary>Most fields that one message may have.</summary>
    private const int Most = 1 << 22;

    /// <param name="message">Its bytes.</param>
    /// <param name="source">How to call the file in a refusal.</param>
    /// <exception cref="RefusedException">No message.</exception>
    public static IReadOnlyList<ProtoField> Read(ByteString message, string source)
    {
        try
        {
            var input = message.CreateCodedInput();
            List<ProtoField> fields = [];
            while (input.ReadTag() is not 0 and var tag)
            {
                var number = WireFormat.GetTagFieldNumber(tag);
                fields.Add(
                    WireFormat.GetTagWireType(tag) switch
                    {
                        WireFormat.WireType.Varint => new(number, input.ReadUInt64(), ByteString.Empty),
                        WireFormat.WireType.Fixed64 => new(number, input.ReadFixed64(), ByteString.Empty),
                        WireFormat.WireType.Fixed32 => new(number, input.ReadFixed32(), ByteString.Empty),
                        WireFormat.WireType.LengthDelimited => new(number, 0, input.ReadBytes()),
                        _ => throw Damaged(source),
                    }
                );
                if (fields.Count == Most)
                {
                    throw Damaged(source);
                }
            }
            return fields;
        }
        catch (InvalidProtocolBufferException)
        {
            throw Damaged(source);
        }
    }

    /// <summary>The messages at the end of a path of field numbers.</summary>
    public static IEnumerable<ByteString> Find(ByteString message, string source, params IEnumerable<int> path) =>
        path.Aggregate(
            (IEnumerable<ByteString>)[message],
            (all, number) => all.SelectMany(outer => Read(outer, source)).Where(field => field.Number == number).Select(field => field.Bytes)
        );

    private static RefusedException Damaged(string source) => new(new Refusal("formats.protobuf.damaged", ("file", source)));
}
