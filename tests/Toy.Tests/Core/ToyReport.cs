using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Toy.Tests.Core;

/// <summary>Judges both answers, and how often of two sequences the higher one is said to be higher: a number that no sum over batches gives.</summary>
public sealed class ToyReport(Predictions predictions, double threshold) : IReport
{
    public JsonObject Summary =>
        new()
        {
            ["task"] = ToyCard.TaskName,
            ["classNames"] = new JsonArray([.. predictions.Names.Select(name => JsonValue.Create(name))]),
            ["samples"] = predictions.Rows.Count,
            ["loss"] = predictions.Loss,
            ["epoch"] = predictions.Epoch,
            ["metrics"] = new JsonObject([.. Over().Select(metric => KeyValuePair.Create(metric.Key, (JsonNode?)JsonValue.Create(metric.Value)))]),
        };

    public static double ThresholdOf(JsonObject? decoding) => (double?)decoding?["threshold"] ?? 0.5;

    /// <summary>The threshold of the most right answers; of several the lowest.</summary>
    public static double Fit(Predictions validation) =>
        validation.Rows.Select(row => row.Output[0]).Append(0.5).Order().MaxBy(at => validation.Rows.Count(row => row.Output[0] >= at == row.Target[0] > 0.5));

    public IReadOnlyDictionary<string, double?> Over(IReadOnlyList<int>? rows = null)
    {
        PredictionRow[] some = [.. (rows ?? [.. Enumerable.Range(0, predictions.Rows.Count)]).Select(row => predictions.Rows[row])];
        var pairs = (from a in some from b in some where a.Target[1] > b.Target[1] select a.Output[1] > b.Output[1] ? 1.0 : 0).ToList();
        return new Dictionary<string, double?>
        {
            ["odd_accuracy"] = some.Length == 0 ? null : some.Average(row => IsRight(row) ? 1.0 : 0),
            ["height_mae"] = some.Length == 0 ? null : some.Average(row => Math.Abs(row.Output[1] - row.Target[1])),
            ["pair_order"] = pairs.Count == 0 ? null : pairs.Average(),
        };
    }

    public double? Score(int row) => IsRight(predictions.Rows[row]) ? 1 : 0;

    private bool IsRight(PredictionRow row) => row.Output[0] >= threshold == row.Target[0] > 0.5;
}
