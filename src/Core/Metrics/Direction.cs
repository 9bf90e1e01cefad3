using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Metrics;

/// <summary>Which values of a metric are better.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Direction>))]
public enum Direction
{
    [JsonStringEnumMemberName("larger")]
    Larger,

    [JsonStringEnumMemberName("smaller")]
    Smaller,
}
