using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>The child has built the network and read the pictures.</summary>
/// <param name="Layers">Layers of the whole model, nested ones counted.</param>
/// <param name="TrainableParameters">In the first stage.</param>
/// <param name="Samples">Training pictures.</param>
/// <param name="Device">Such as <c>CPU, 2 threads</c>.</param>
/// <param name="Cache">Whether the frozen part runs once per picture, or the reason why not, in English.</param>
/// <param name="Resumed">Whether it goes on from a checkpoint.</param>
public sealed record StartedEvent(
    int Layers,
    long Parameters,
    long TrainableParameters,
    int Samples,
    int ValidationSamples,
    IReadOnlyList<string> ClassNames,
    string Device,
    string? Cache = null,
    bool Resumed = false,
    string? EngineVersion = null
) : RunEvent
{
    /// <summary>The same as <see cref="Cache"/> with its values; null of older engines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? CacheReason { get; init; }

    /// <summary><see cref="Cache"/> in the language of the moment.</summary>
    [JsonIgnore]
    public string? CacheWords => StoredSentence.Read(Cache, CacheReason);

    /// <summary>What the run's epochs measure; null of older engines, which measure what <see cref="MetricSet.OfOlderRuns"/> says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MetricSpec>? Metrics { get; init; }

    /// <summary>The metric that the run is judged by; null where <see cref="Metrics"/> is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PrimaryMetric { get; init; }

    /// <summary>Both of them, defaults filled in.</summary>
    [JsonIgnore]
    public MetricSet Measures => Metrics is null ? MetricSet.OfOlderRuns : new(Metrics, PrimaryMetric ?? MetricNames.ValLoss);
}
