using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Metrics;

/// <summary><see cref="MetricValues"/> as a JSON object. A number that is not finite is written as null; of a name that stands twice the last value
/// holds.</summary>
public sealed class MetricValuesConverter : JsonConverter<MetricValues>
{
    // Of the object read last: the epochs of a run have the same.
    private static volatile string[] names = [];

    public override MetricValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"Expected an object of metrics by name; received {reader.TokenType}.");
        var (before, values) = (names, new List<KeyValuePair<string, double?>>(names.Length));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = values.Count < before.Length && reader.ValueTextEquals(before[values.Count]) ? before[values.Count] : reader.GetString()!;
            if (name.Length == 0)
                throw new JsonException("Expected a name for each metric; received an empty one.");
            reader.Read();
            double? number = reader.TokenType switch
            {
                JsonTokenType.Number => reader.GetDouble(),
                JsonTokenType.Null => null,
                _ => throw new JsonException($"Expected a number or null as the value of the metric {name}; received {reader.TokenType}."),
            };
            if (MetricValues.Place(CollectionsMarshal.AsSpan(values), name) is >= 0 and var twice)
                values[twice] = new(name, number);
            else
                values.Add(new(name, number));
        }
        if (!values.Select(v => v.Key).SequenceEqual(before))
            names = [.. values.Select(v => v.Key)];
        return new(values);
    }

    public override void Write(Utf8JsonWriter writer, MetricValues value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, number) in value)
            WriteNumber(writer, name, number);
        writer.WriteEndObject();
    }

    internal static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } finite && double.IsFinite(finite))
            writer.WriteNumber(name, finite);
        else
            writer.WriteNull(name);
    }
}
