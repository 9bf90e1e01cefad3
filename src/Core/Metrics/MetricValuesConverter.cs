using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Metrics;

/// <summary><see cref="MetricValues"/> as a JSON object. A number that is not finite is written as null; of a name that stands twice the last value holds.</summary>
public sealed class MetricValuesConverter : JsonConverter<MetricValues>
{
    public override MetricValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"Expected an object of metrics by name; received {reader.TokenType}.");
        var values = new OrderedDictionary<string, double?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            values[name] = reader.TokenType switch
            {
                JsonTokenType.Number => reader.GetDouble(),
                JsonTokenType.Null => null,
                _ => throw new JsonException($"Expected a number or null as the value of the metric {name}; received {reader.TokenType}."),
            };
        }
        if (values.ContainsKey("")) throw new JsonException("Expected a name for each metric; received an empty one.");
        return new(values);
    }

    public override void Write(Utf8JsonWriter writer, MetricValues value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, number) in value) WriteNumber(writer, name, number);
        writer.WriteEndObject();
    }

    internal static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } finite && double.IsFinite(finite)) writer.WriteNumber(name, finite);
        else writer.WriteNull(name);
    }
}
