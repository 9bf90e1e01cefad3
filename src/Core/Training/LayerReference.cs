using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>A layer by name, or by its place as in Keras's <c>model.layers[-2]</c>.</summary>
[JsonConverter(typeof(LayerReferenceJsonConverter))]
public readonly record struct LayerReference(string? Name, int? Index)
{
    public static LayerReference Parse(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? new(null, index) : new(text, null);

    public override string ToString() => Name ?? Index?.ToString(CultureInfo.InvariantCulture) ?? "";
}

internal sealed class LayerReferenceJsonConverter : JsonConverter<LayerReference>
{
    public override LayerReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetInt32(out var index) => new(null, index),
            JsonTokenType.String => LayerReference.Parse(reader.GetString()!),
            _ => throw new RefusedJsonException(new("spec.layer.unread")),
        };

    public override void Write(Utf8JsonWriter writer, LayerReference value, JsonSerializerOptions options)
    {
        if (value.Index is { } index)
            writer.WriteNumberValue(index);
        else
            writer.WriteStringValue(value.Name);
    }
}
