using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>Figures as JSON: what is undefined or not finite is null.</summary>
internal static class ReportJson
{
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    /// <summary>As text alone: what came as float32 is written as short as one.</summary>
    public static JsonNode? Shortest(double? value) => value is { } number && (float)number == number ? JsonValue.Create((float)number) : Number(value);

    public static JsonArray Numbers(IEnumerable<double?> values) => new([.. values.Select(Number)]);

    public static JsonArray Numbers(IEnumerable<double> values) => Numbers(values.Select(v => (double?)v));

    public static JsonArray Counts(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);

    public static JsonArray Names(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode)JsonValue.Create(v)!)]);

    public static JsonArray Matrix(IEnumerable<IEnumerable<int>> rows) => new([.. rows.Select(row => (JsonNode)Counts(row))]);

    /// <summary>A number, however it is held; null for anything else.</summary>
    public static double? Value(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? node.Deserialize<double>() : null;
}
