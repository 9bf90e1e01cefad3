using System.Text.Json.Serialization;

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
