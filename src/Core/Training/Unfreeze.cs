using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Training;

/// <summary>Which layers of the backbone train in a stage: <c>"none"</c>, <c>"all"</c>, the last N (as <c>base_model.layers[-N:]</c>), or <c>"from:LAYER"</c>
/// (that layer and all after it).</summary>
[JsonConverter(typeof(UnfreezeJsonConverter))]
public readonly record struct Unfreeze
{
    public static Unfreeze None { get; } = new();
    public static Unfreeze All { get; } = new() { IsAll = true };

    public bool IsAll { get; private init; }

    /// <summary>The last N layers; null when the plan is none, all or from a named layer.</summary>
    public int? LastLayers { get; private init; }

    /// <summary>The first layer that trains, by name.</summary>
    public string? FromLayer { get; private init; }

    public bool IsNone => !IsAll && LastLayers is null && FromLayer is null;

    public static Unfreeze Last(int layers) => layers == 0 ? None : new() { LastLayers = layers };

    public static Unfreeze From(string layer) => new() { FromLayer = layer };

    /// <summary>Reads <c>none</c>, <c>all</c>, <c>20</c> or <c>from:block6a_expand_conv</c>.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Unfreeze Parse(string text)
    {
        if (text == "none")
            return None;
        if (text == "all")
            return All;
        if (text.StartsWith("from:", StringComparison.Ordinal) && text.Length > 5)
            return From(text[5..]);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var layers))
            return Last(layers);
        throw new FormatException(RefusalText.Of(Unread(text), UserLanguage.English));
    }

    internal static Refusal Unread(string text) => new("spec.unfreeze.unread", ("received", text));

    public override string ToString() =>
        IsAll ? "all"
        : FromLayer is not null ? $"from:{FromLayer}"
        : LastLayers?.ToString(CultureInfo.InvariantCulture) ?? "none";
}

internal sealed class UnfreezeJsonConverter : JsonConverter<Unfreeze>
{
    public override Unfreeze Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var layers) && layers >= 0)
            return Unfreeze.Last(layers);
        var received = reader.TokenType == JsonTokenType.String ? reader.GetString()! : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        try
        {
            return Unfreeze.Parse(received);
        }
        catch (FormatException)
        {
            throw new RefusedJsonException(Unfreeze.Unread(received));
        }
    }

    public override void Write(Utf8JsonWriter writer, Unfreeze value, JsonSerializerOptions options)
    {
        if (value.LastLayers is { } layers)
            writer.WriteNumberValue(layers);
        else
            writer.WriteStringValue(value.ToString());
    }
}
