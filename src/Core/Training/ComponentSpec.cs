using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>A Keras object by class and options: an optimiser, a callback, an augmentation layer.</summary>
/// <remarks>Option names are Keras's in camelCase (<c>restoreBestWeights</c>). <see cref="ComponentCatalog"/> knows every class, its options, defaults and
/// ranges.</remarks>
public sealed record ComponentSpec
{
    [JsonPropertyName("class"), JsonPropertyOrder(-1)]
    public string Class { get; init; } = "";

    /// <summary>Options as given, by camelCase name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Options { get; init; } = [];

    public ComponentSpec() { }

    public ComponentSpec(string @class, params (string Name, object? Value)[] options)
    {
        Class = @class;
        foreach (var (name, value) in options)
            Options[name] = JsonSerializer.SerializeToElement(value);
    }

    /// <summary>The same component with one option set.</summary>
    public ComponentSpec With(string name, object? value) =>
        new()
        {
            Class = Class,
            Options = new(Options) { [name] = JsonSerializer.SerializeToElement(value) },
        };

    public double Number(string name, double otherwise) =>
        Options.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : otherwise;

    /// <summary>A number, or null where the option is missing or <c>null</c>.</summary>
    public double? NumberOrNull(string name) => Options.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public int Whole(string name, int otherwise) =>
        Options.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : otherwise;

    public bool Flag(string name, bool otherwise) =>
        Options.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    public string? Text(string name, string? otherwise = null) =>
        Options.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : otherwise;

    /// <summary>An option that is itself a component, such as a learning rate's schedule; null where it is missing or no object.</summary>
    public ComponentSpec? Component(string name) => Options.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object ? From(value) : null;

    /// <summary>An object with <c>class</c> and options. A class that is missing or no text reads as empty, which no catalog knows.</summary>
    public static ComponentSpec From(JsonElement value) =>
        new()
        {
            Class = value.TryGetProperty("class", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "",
            Options = value.EnumerateObject().Where(p => p.Name != "class").DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.Value.Clone()),
        };

    /// <summary>A range: one number r means (-r, r) or (0, r) by the layer's own rule; an array of two is (lower, upper).</summary>
    public double[]? Numbers(string name) =>
        !Options.TryGetValue(name, out var value)
            ? null
            : value.ValueKind switch
            {
                JsonValueKind.Number => [value.GetDouble()],
                JsonValueKind.Array => [.. value.EnumerateArray().Select(e => e.GetDouble())],
                _ => null,
            };

    public bool Equals(ComponentSpec? other) =>
        other is not null
        && Class == other.Class
        && Options.Count == other.Options.Count
        && Options.All(o => other.Options.TryGetValue(o.Key, out var value) && JsonElement.DeepEquals(o.Value, value));

    public override int GetHashCode() => HashCode.Combine(Class, Options.Count);
}
