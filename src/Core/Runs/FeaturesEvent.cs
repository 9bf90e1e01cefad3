using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Runs;

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
