using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Metrics;

/// <summary>A metric: what is known of it wherever its values stand.</summary>
/// <param name="Name">Keras's, such as <c>loss</c>, <c>mae</c>, <c>f1_macro</c>; of the validation data with <c>val_</c> before it.</param>
/// <param name="Better">Which values are better; null where none are.</param>
/// <param name="Unit"><see cref="Share"/>, <see cref="Seconds"/>, a name such as <c>cm</c>, or null for a bare number.</param>
public sealed record MetricSpec(string Name, Direction? Better, string? Unit = null)
{
    /// <summary>The unit of values from 0 to 1 that people read in percent.</summary>
    public const string Share = "share";

    /// <summary>The unit of lengths of time.</summary>
    public const string Seconds = "s";

    [JsonIgnore]
    public bool IsShare => Unit == Share;

    /// <summary>A metric of which only the name is known: Keras's rule for <c>mode="auto"</c> says which values are better.</summary>
    public static MetricSpec ByName(string name) => new(name, MetricNames.DirectionOf(name));
}
