using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>A range that factors are drawn from. Keras writes a single number or a pair; what was written is kept for the file.</summary>
/// <param name="Lower">Smallest factor.</param>
/// <param name="Upper">Largest factor.</param>
/// <param name="Single">The single number it was given as, or null for a pair.</param>
public sealed record FactorRange(double Lower, double Upper, double? Single = null)
{
    /// <summary>One number f means (-|f|, |f|); a pair is sorted.</summary>
    public static FactorRange Symmetric(params double[] numbers) =>
        numbers.Length == 1
            ? new FactorRange(-Math.Abs(numbers[0]), Math.Abs(numbers[0]), numbers[0])
            : new FactorRange(Math.Min(numbers[0], numbers[1]), Math.Max(numbers[0], numbers[1]));

    /// <summary>One number f means (0, |f|); a pair is sorted.</summary>
    public static FactorRange Positive(params double[] numbers) =>
        numbers.Length == 1
            ? new FactorRange(0, Math.Abs(numbers[0]), numbers[0])
            : new FactorRange(Math.Min(numbers[0], numbers[1]), Math.Max(numbers[0], numbers[1]));

    /// <summary>As the pair that Keras derived.</summary>
    public JsonNode ToPair() => new JsonArray(Number(Lower), Number(Upper));

    /// <summary>As it was given.</summary>
    public JsonNode ToJson() => Single is { } single ? Number(single) : ToPair();

    /// <param name="fallback">What Keras takes where the config leaves the key out; none: it must be there.</param>
    internal static double[] Numbers(LayerConfig config, string key, params double[] fallback) =>
        config.Node(key) switch
        {
            null when fallback.Length > 0 => fallback,
            JsonArray { Count: 2 } pair when pair.All(item => item is JsonValue value && value.TryGetValue<double>(out _)) =>
            [
                pair[0]!.GetValue<double>(),
                pair[1]!.GetValue<double>(),
            ],
            JsonValue value when value.TryGetValue<double>(out var number) => [number],
            _ => throw config.Refuse(key, new("layer.setting.numberOrPair")),
        };

    // Whole numbers stand without a fraction, as Python writes an int.
    private static JsonNode Number(double value) => value == 0 ? JsonValue.Create(0) : JsonValue.Create(value);
}
