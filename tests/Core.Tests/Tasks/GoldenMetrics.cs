using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Tests.Tasks;

/// <summary>The cases of <c>golden/metrics</c> and what they expect, compared member by member.</summary>
internal static partial class GoldenMetrics
{
    public static JsonObject Read(params string[] path) => JsonNode.Parse(File.ReadAllText(Repository.Golden(["metrics", .. path])))!.AsObject();

    public static TheoryData<string> Cases(string kind) =>
        [.. Directory.GetFiles(Repository.Golden("metrics", kind), "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    /// <summary>Rows of <c>y_true</c> with <c>y_prob</c> or <c>y_pred</c>.</summary>
    public static Predictions Predictions(JsonObject golden, int names) =>
        new(
            [.. Enumerable.Range(0, names).Select(c => $"n{c}")],
            [
                .. golden["y_true"]!
                    .AsArray()
                    .Zip((golden["y_prob"] ?? golden["y_pred"])!.AsArray(), (truth, output) => new PredictionRow("", Numbers(truth!), Numbers(output!))),
            ]
        );

    public static double[] Numbers(JsonNode node) => node is JsonArray array ? [.. array.Select(v => v!.GetValue<double>())] : [node.GetValue<double>()];

    /// <summary>Every member of <paramref name="expected"/> stands in <paramref name="actual"/> under its name in camelCase, and nothing else.</summary>
    public static void Equal(JsonNode? expected, JsonNode? actual, string path, double tolerance = 1e-6)
    {
        switch (expected)
        {
            case null:
                Assert.True(actual is null, $"{path}: expected null, received {actual}.");
                break;
            case JsonObject members:
                var names = members.Select(m => Camel(m.Key)).ToList();
                Assert.Equal(names.Order(StringComparer.Ordinal), Assert.IsType<JsonObject>(actual).Select(m => m.Key).Order(StringComparer.Ordinal));
                // Keras's float32: 1e-5 of the value.
                foreach (var (name, value) in members)
                    Equal(
                        value,
                        actual[Camel(name)],
                        $"{path}.{name}",
                        name.EndsWith("_f32", StringComparison.Ordinal) ? 1e-5 * Math.Max(1, value!.GetValue<double>()) : tolerance
                    );
                break;
            case JsonArray items:
                var received = Assert.IsType<JsonArray>(actual);
                Assert.Equal(items.Count, received.Count);
                // What is counted is exact.
                var exact =
                    path.Contains("confusion", StringComparison.Ordinal)
                    || path.EndsWith(".count", StringComparison.Ordinal)
                    || path.EndsWith(".support", StringComparison.Ordinal);
                for (var i = 0; i < items.Count; i++)
                    Equal(items[i], received[i], $"{path}[{i}]", exact ? 0 : tolerance);
                break;
            default:
                Assert.Equal(JsonValueKind.Number, actual?.GetValueKind());
                var difference = Math.Abs(expected.GetValue<double>() - JsonSerializer.Deserialize<double>(actual!.ToJsonString()));
                Assert.True(difference <= tolerance, $"{path}: expected {expected}, received {actual}.");
                break;
        }
    }

    /// <summary><c>top3_accuracy</c>: <c>top3Accuracy</c>.</summary>
    public static string Camel(string name) => Underscore().Replace(name, m => m.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex("_(.)")]
    private static partial Regex Underscore();
}
