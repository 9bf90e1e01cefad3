using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Evaluation;

/// <summary>What k folds say together: <c>crossvalidation.json</c>.</summary>
/// <param name="Folds">k.</param>
/// <param name="Monitor">The metric that decides which epoch of a fold is its best, and which fold.</param>
/// <param name="BestFold">Counts from 0; its model is the run's <c>best.keras</c>.</param>
/// <param name="Metrics">Mean and deviation over the folds' best epochs by Keras's name, <paramref name="Monitor"/> among them.</param>
/// <param name="Results">One a fold, in order.</param>
public sealed record CrossValidationReport(
    int Folds,
    bool Stratified,
    string Monitor,
    int BestFold,
    IReadOnlyDictionary<string, MeanAndDeviation> Metrics,
    IReadOnlyList<FoldResult> Results
)
{
    /// <summary>The means alone.</summary>
    [JsonIgnore]
    public MetricValues Means => new(Metrics.Select(m => new KeyValuePair<string, double?>(m.Key, m.Value.Mean)));

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The report over folds that have all ended.</summary>
    /// <param name="maximizes">Whether a larger value of the monitor is better.</param>
    public static CrossValidationReport Of(bool stratified, string monitor, bool maximizes, IReadOnlyList<FoldResult> results)
    {
        var best = maximizes ? results.MaxBy(r => r.BestValue ?? double.NegativeInfinity)! : results.MinBy(r => r.BestValue ?? double.PositiveInfinity)!;
        var metrics = new OrderedDictionary<string, MeanAndDeviation>();
        foreach (var name in results.SelectMany(r => r.Metrics.Names))
            metrics[name] = MeanAndDeviation.Of(results.Select(r => r.Metrics[name]));
        metrics[monitor] = MeanAndDeviation.Of(results.Select(r => r.BestValue));
        return new(results.Count, stratified, monitor, best.Fold, metrics, results);
    }

    /// <summary>The report, or null for text that is none.</summary>
    public static CrossValidationReport? TryRead(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<CrossValidationReport>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
