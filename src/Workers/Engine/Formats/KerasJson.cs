using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Configs as Python's json writes them: a float keeps its point (<c>0.0</c>), by which Keras tells it from an integer.</summary>
internal static class KerasJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(JsonNode node) => Encoding.UTF8.GetString(Bytes(node));

    /// <summary>In UTF-8.</summary>
    public static byte[] Bytes(JsonNode node)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, Plain))
        {
            Write(node, writer);
        }
        return text.WrittenSpan.ToArray();
    }

    private static void Write(JsonNode? node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject item:
                writer.WriteStartObject();
                foreach (var (name, value) in item)
                {
                    writer.WritePropertyName(name);
                    Write(value, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var value in list)
                {
                    Write(value, writer);
                }
                writer.WriteEndArray();
                break;
            case JsonValue value when Float(value) is { } text:
                writer.WriteRawValue(text);
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    // What was read from a file keeps its own text; a whole number that is a float here gets a point.
    private static string? Float(JsonValue value)
    {
        var text =
            value.TryGetValue<JsonElement>(out _) ? null
            : value.TryGetValue<double>(out var wide) && double.IsFinite(wide) ? wide.ToString("R", CultureInfo.InvariantCulture)
            : value.TryGetValue<float>(out var narrow) && float.IsFinite(narrow) ? narrow.ToString("R", CultureInfo.InvariantCulture)
            : null;
        return text is null || text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
