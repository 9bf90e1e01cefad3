using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SafeTensors;

/// <summary>
/// The header of a safetensors file: JSON that names each tensor with its type, shape and place (https://huggingface.co/docs/safetensors). Everything it claims is held
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
            throw Refuse(file, "a header that begins with '{'", json.Length == 0 ? "an empty one" : $"a byte of {json[0]}");
        }

        var entries = new List<SafeTensorEntry>();
        try
        {
            Read(json, entries, file);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or DecoderFallbackException)
        {
            throw Refuse(file, "a header of valid JSON", fault.Message);
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
                throw Refuse(file, "each name once", $"'{name}' twice");
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
            throw Refuse(file, "nothing behind the header's JSON", reader.TokenType);
        }
    }

    private static SafeTensorEntry ReadEntry(ref Utf8JsonReader reader, string name, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refuse(file, $"tensor '{name}' to be an object", reader.TokenType);
        }

        string? type = null;
        long[]? shape = null, place = null;
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
                    throw Refuse(file, $"tensor '{name}' to have dtype, shape and data_offsets, each once", $"'{key}'");
            }
        }

        if (type is null || shape is null || place is not [var begin, var end])
        {
            throw Refuse(file, $"tensor '{name}' to have dtype, shape and two data_offsets", "less");
        }

        var known = SafeTensorType.Named(type) ?? throw Refuse(file, $"tensor '{name}' to be of type {string.Join(", ", SafeTensorType.Known)}", type);
        return new SafeTensorEntry(name, known, shape, begin, end);
    }

    private static long[] Numbers(ref Utf8JsonReader reader, string name, string key, int limit, string file)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Refuse(file, $"'{key}' of tensor '{name}' to be a list", reader.TokenType);
        }

        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0 || numbers.Count == limit)
            {
                throw Refuse(file, $"'{key}' of tensor '{name}' to be at most {limit} whole numbers from 0 to {long.MaxValue}",
                    numbers.Count == limit ? "more" : reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.TokenType);
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void SkipMetadata(ref Utf8JsonReader reader, string file)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refuse(file, "__metadata__ to be an object of texts", reader.TokenType);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                throw Refuse(file, $"__metadata__ '{key}' to be a text", reader.TokenType);
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
                throw Refuse(file, $"tensor '{entry.Name}' to end behind its begin", $"{entry.Begin} to {entry.End}");
            }

            if (entry.Begin != at)
            {
                throw Refuse(file, $"tensor '{entry.Name}' to begin at byte {at}, where the one before ends", $"{entry.Begin}, {(entry.Begin < at ? "an overlap" : "a gap")}");
            }

            if (Bytes(entry) is not { } bytes || bytes != entry.End - entry.Begin)
            {
                throw Refuse(file, $"tensor '{entry.Name}' to have {entry.End - entry.Begin} bytes, as its place says", $"{entry.Type.Name} of shape ({string.Join(", ", entry.Shape)})");
            }

            at = entry.End;
        }

        if (at != dataLength)
        {
            throw Refuse(file, $"{at} bytes of data, as its header says", $"{dataLength}{(dataLength < at ? ": the file is cut off" : ": bytes that belong to no tensor")}");
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

    internal static RefusedException Refuse(string file, string expected, object received) => new(new Refusal("formats.safetensors.expects", ("file", file), ("expected", expected), ("received", received.ToString())));
}
