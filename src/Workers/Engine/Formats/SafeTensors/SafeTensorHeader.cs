using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>
/// The header of a safetensors file: JSON that names each tensor with its type, shape and place (https://huggingface.co/docs/safetensors). Everything it
/// claims is held
/// against the file's real length before a byte of data is read: places follow each other without gap or overlap and end where the file ends.
/// </summary>
internal static class SafeTensorHeader
{
    /// <summary>The format's own limit.</summary>
    public const long LargestHeader = 100_000_000;

    private const int LargestRank = 32;

    /// <summary>Reads the header's JSON.</summary>
    /// <param name="json">The bytes behind the length.</param>
    /// <param name="dataLength">How many bytes of the file follow the header.</param>
    /// <param name="file">The file's name, for refusals.</param>
    /// <exception cref="RefusedException">Something in it is not as the format says; the tensor is named.</exception>
    public static IReadOnlyList<SafeTensorEntry> Parse(ReadOnlySpan<byte> json, long dataLength, string file)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
        {
            throw Refuse(
                file,
                new("formats.expected.headerBrace"),
                json.Length == 0 ? new Refusal("formats.received.emptyHeader") : new Refusal("formats.received.byte", ("byte", json[0]))
            );
        }

        var entries = new List<SafeTensorEntry>();
        try
        {
            Read(json, entries, file);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or DecoderFallbackException)
        {
            throw Refuse(file, new("formats.expected.headerJson"), fault.Message);
        }

        Check(entries, dataLength, file);
        return entries;
    }

    private static void Read(ReadOnlySpan<byte> json, List<SafeTensorEntry> entries, string file)
    {
        // Strict: no comments, no trailing commas, and text must be UTF-8.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        var names = new HashSet<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw Refuse(file, new("formats.expected.eachNameOnce"), new Refusal("formats.received.twice", ("name", name)));
            }

            reader.Read();
            if (name == "__metadata__")
            {
                SkipMetadata(ref reader, file);
            }
            else
            {
                entries.Add(ReadEntry(ref reader, name, file));
            }
        }

        // Behind the object only spaces, which pad the header.
        if (reader.Read())
        {
            throw Refuse(file, new("formats.expected.nothingBehind"), reader.TokenType);
        }
    }

    private static SafeTensorEntry ReadEntry(ref Utf8JsonReader reader, string name, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refuse(file, new("formats.expected.tensorObject", ("tensor", name)), reader.TokenType);
        }

        string? type = null;
        long[]? shape = null,
            place = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String:
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = Numbers(ref reader, name, key, LargestRank, file);
                    break;
                case "data_offsets" when place is null:
                    place = Numbers(ref reader, name, key, 2, file);
                    break;
                default:
                    throw Refuse(file, new("formats.expected.tensorMembers", ("tensor", name)), $"'{key}'");
            }
        }

        if (type is null || shape is null || place is not [var begin, var end])
        {
            throw Refuse(file, new("formats.expected.tensorComplete", ("tensor", name)), new Refusal("formats.received.less"));
        }

        var known =
            SafeTensorType.Named(type)
            ?? throw Refuse(file, new("formats.expected.tensorType", ("tensor", name), ("known", string.Join(", ", SafeTensorType.Known))), type);
        return new SafeTensorEntry(name, known, shape, begin, end);
    }

    private static long[] Numbers(ref Utf8JsonReader reader, string name, string key, int limit, string file)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Refuse(file, new("formats.expected.tensorList", ("key", key), ("tensor", name)), reader.TokenType);
        }

        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || numbers.Count == limit)
            {
                throw Refuse(
                    file,
                    new("formats.expected.tensorNumbers", ("key", key), ("tensor", name), ("count", limit), ("most", long.MaxValue.ToString())),
                    numbers.Count == limit ? new Refusal("formats.received.more")
                        : reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan)
                        : reader.TokenType
                );
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void SkipMetadata(ref Utf8JsonReader reader, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refuse(file, new("formats.expected.metadataObject"), reader.TokenType);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                throw Refuse(file, new("formats.expected.metadataText", ("key", key)), reader.TokenType);
            }
        }
    }

    private static void Check(List<SafeTensorEntry> entries, long dataLength, string file)
    {
        var at = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.End < entry.Begin)
            {
                throw Refuse(
                    file,
                    new("formats.expected.tensorEnd", ("tensor", entry.Name)),
                    new Refusal("formats.received.fromTo", ("from", entry.Begin.ToString()), ("to", entry.End.ToString()))
                );
            }

            if (entry.Begin != at)
            {
                throw Refuse(
                    file,
                    new("formats.expected.tensorBegin", ("tensor", entry.Name), ("at", at.ToString())),
                    new Refusal(entry.Begin < at ? "formats.received.overlap" : "formats.received.gap", ("begin", entry.Begin.ToString()))
                );
            }

            if (Bytes(entry) is not { } bytes || bytes != entry.End - entry.Begin)
            {
                throw Refuse(
                    file,
                    new("formats.expected.tensorBytes", ("tensor", entry.Name), ("bytes", (entry.End - entry.Begin).ToString())),
                    new Refusal("formats.received.typeShape", ("type", entry.Type.Name), ("shape", string.Join(", ", entry.Shape)))
                );
            }

            at = entry.End;
        }

        if (at != dataLength)
        {
            throw Refuse(
                file,
                new("formats.expected.dataBytes", ("bytes", at.ToString())),
                new Refusal(dataLength < at ? "formats.received.cutOff" : "formats.received.strayBytes", ("bytes", dataLength.ToString()))
            );
        }
    }

    /// <summary>Null: more than a file can hold.</summary>
    private static long? Bytes(SafeTensorEntry entry)
    {
        try
        {
            return checked(entry.Shape.Aggregate(1L, (product, d) => checked(product * d)) * (entry.Type.Bits / 8));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    internal static RefusedException Refuse(string file, Refusal expected, object received) =>
        new(new Refusal("formats.safetensors.expects", ("file", file), ("expected", expected), RefusalValue.Of("received", received)));
}
