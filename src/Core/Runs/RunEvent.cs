using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Runs;

/// <summary>One line of what a training child prints: one JSON object, <c>kind</c> first, <c>time</c> in UTC. The seam for any engine.</summary>
/// <remarks>Numbers that are not finite are written as null with <c>"nonFinite": true</c>. Read and written by <see cref="RunEventJson"/>.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", IgnoreUnrecognizedTypeDiscriminators = false)]
[JsonDerivedType(typeof(StartedEvent), "started")]
[JsonDerivedType(typeof(StageEvent), "stage")]
[JsonDerivedType(typeof(FeaturesEvent), "features")]
[JsonDerivedType(typeof(ProgressEvent), "progress")]
[JsonDerivedType(typeof(CheckpointEvent), "checkpoint")]
[JsonDerivedType(typeof(WarningEvent), "warning")]
[JsonDerivedType(typeof(FoldEvent), "fold")]
[JsonDerivedType(typeof(FinishedEvent), "finished")]
public abstract record RunEvent
{
    [JsonPropertyOrder(-1)]
    public DateTimeOffset Time { get; init; }

    /// <summary>The fold that the event tells of, from 0; its epochs count within the fold. Null where there is one split.</summary>
    [JsonPropertyOrder(99), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Fold { get; init; }

    /// <summary>Set where a number of this event was not finite and stands as null.</summary>
    [JsonPropertyOrder(100), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NonFinite { get; init; }
}

/// <summary>The child has built the network and read the pictures.</summary>
/// <param name="Layers">Layers of the whole model, nested ones counted.</param>
/// <param name="TrainableParameters">In the first stage.</param>
/// <param name="Samples">Training pictures.</param>
/// <param name="Device">Such as <c>CPU, 2 threads</c>.</param>
/// <param name="Cache">Whether the frozen part runs once per picture, or the reason why not, in English.</param>
/// <param name="Resumed">Whether it goes on from a checkpoint.</param>
public sealed record StartedEvent(
    int Layers, long Parameters, long TrainableParameters, int Samples, int ValidationSamples, IReadOnlyList<string> ClassNames,
    string Device, string? Cache = null, bool Resumed = false, string? EngineVersion = null) : RunEvent
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

/// <summary>A stage begins.</summary>
/// <param name="TrainableLayers">Names of the layers that train, in order.</param>
/// <param name="BatchNormMode"><c>inference</c>, <c>train</c> or <c>frozen</c>.</param>
/// <param name="FrozenHash">SHA-256 of all frozen weights at the beginning of the stage.</param>
/// <param name="LayerStates">The strip of the freeze ledger, one character a backbone layer: <c>f</c> frozen, <c>t</c> training, <c>b</c> BatchNormalization in training mode, <c>i</c> trainable BatchNormalization in inference mode.</param>
public sealed record StageEvent(
    int Index, string Name, IReadOnlyList<string> TrainableLayers, long TrainableParameters, string BatchNormMode, double LearningRate,
    string FrozenHash, string LayerStates, int FirstEpoch, int LastEpoch) : RunEvent
{
    /// <summary>Groups of layers that learn at a rate of their own; null where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RateGroup>? RateGroups { get; init; }
}

/// <summary>Layers of the backbone that learn at their own rate.</summary>
/// <param name="From">First layer of the group.</param>
/// <param name="To">Last layer of the group.</param>
/// <param name="TrainableLayers">How many of its layers have weights that train.</param>
/// <param name="Multiplier">Times the stage's rate.</param>
/// <param name="LearningRate">The rate at the beginning of the stage.</param>
public sealed record RateGroup(string From, string To, int TrainableLayers, double Multiplier, double LearningRate);

/// <summary>The activations of a stage's frozen part are at hand; its epochs begin.</summary>
/// <param name="Cached">Pictures whose activations are kept for the stage; 0 where they are not (the <c>started</c> event says why).</param>
/// <param name="Computed">How many of those had to be run through the frozen layers now; the others came from an earlier stage, fold or run.</param>
/// <param name="Layers">Layers before the frontier.</param>
public sealed record FeaturesEvent(int Stage, int Cached, int Computed, int Layers) : RunEvent
{
    /// <summary>How many pictures were decoded for it now; the others were at hand, or not asked for. Null in events of older runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Decoded { get; init; }
}

/// <summary>At most about four a second.</summary>
public sealed record ProgressEvent(int Epoch, int Step, int Steps, double? Loss, double ImagesPerSecond, double? SecondsLeft) : RunEvent;

/// <summary>An epoch ended. Epochs count from 0 through all stages.</summary>
/// <param name="Metrics">By Keras's names. In the line each stands beside the members, under its own name.</param>
/// <param name="LearningRate">As <c>learning_rate</c> in the line.</param>
/// <exception cref="ArgumentException">A metric is called like a member.</exception>
public sealed record EpochEvent(int Epoch, int Stage, MetricValues Metrics, double? LearningRate, double Seconds, string FrozenHash, double ImagesPerSecond = 0) : RunEvent
{
    public MetricValues Metrics { get; init => field = EpochEventJson.WithoutMembers(value); } = EpochEventJson.WithoutMembers(Metrics);
}

/// <summary>A checkpoint is on disk, synced and named.</summary>
/// <param name="Best">Whether it is the best epoch so far.</param>
public sealed record CheckpointEvent(int Epoch, string File, string Sha256, bool Best) : RunEvent;

/// <param name="Code">Stable, such as <c>checkpoint-damaged</c>.</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record WarningEvent(string Code, string Sentence) : RunEvent
{
    public WarningEvent(string code, Refusal reason)
        : this(code, StoredSentence.Of(reason).Text) => Reason = reason;

    /// <summary>The same as code and values; null in events of older engines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    /// <summary>In the language of the moment.</summary>
    [JsonIgnore]
    public string Words => StoredSentence.Read(Sentence, Reason);
}

/// <summary>A fold of a cross-validated run ended.</summary>
/// <param name="Folds">How many there are.</param>
/// <param name="Result">What came of it.</param>
public sealed record FoldEvent(int Folds, FoldResult Result) : RunEvent;

/// <summary>The last event. Of a cross-validated run it tells of the best fold.</summary>
/// <param name="Status"><c>completed</c>, <c>stopped_early</c>, <c>cancelled</c> or <c>diverged</c>.</param>
/// <param name="BestValue">Of <paramref name="Monitor"/>, at <paramref name="BestEpoch"/>.</param>
public sealed record FinishedEvent(string Status, int? BestEpoch, double? BestValue, string Monitor, string? Detail = null) : RunEvent;

public static class RunEventJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };

    public static string Write(RunEvent e) => Finite(e) switch
    {
        EpochEvent epoch => EpochEventJson.Write(epoch),
        var other => JsonSerializer.Serialize(other, Options),
    };

    /// <summary>The same event with each number that is not finite as null (or 0 where null is not allowed) and <see cref="RunEvent.NonFinite"/> set.</summary>
    public static RunEvent Finite(RunEvent e)
    {
        var lost = false;
        double? Maybe(double? value) => value is { } number && !double.IsFinite(number) ? Lost() : value;
        double Number(double value) => Maybe(value) ?? 0;
        MetricValues Values(MetricValues values)
        {
            var kept = values.Finite();
            lost |= !ReferenceEquals(kept, values);
            return kept;
        }
        double? Lost()
        {
            lost = true;
            return null;
        }
        var finite = e switch
        {
            StageEvent s => s with { LearningRate = Number(s.LearningRate) },
            ProgressEvent p => p with { Loss = Maybe(p.Loss), ImagesPerSecond = Number(p.ImagesPerSecond), SecondsLeft = Maybe(p.SecondsLeft) },
            EpochEvent p => p with
            {
                Metrics = Values(p.Metrics), LearningRate = Maybe(p.LearningRate), Seconds = Number(p.Seconds), ImagesPerSecond = Number(p.ImagesPerSecond),
            },
            FoldEvent f => f with { Result = f.Result with { BestValue = Maybe(f.Result.BestValue), Metrics = Values(f.Result.Metrics) } },
            FinishedEvent f => f with { BestValue = Maybe(f.BestValue) },
            _ => e,
        };
        return lost ? finite with { NonFinite = true } : finite;
    }

    /// <summary>The event, or null for a line that is none.</summary>
    public static RunEvent? TryRead(string line)
    {
        try
        {
            return line.Contains(EpochEventJson.Mark, StringComparison.Ordinal) && EpochEventJson.TryRead(line) is { } epoch ? epoch : JsonSerializer.Deserialize<RunEvent>(line, Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
