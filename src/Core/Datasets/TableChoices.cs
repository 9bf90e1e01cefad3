using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>How a table of texts is read where a person says so; null members are guessed.</summary>
public sealed record TableChoices
{
    /// <summary>As <see cref="Text.CodePage"/> names it, or <c>utf-16le</c>, <c>utf-16be</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }

    /// <summary>Whether the first row names the columns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? HasHeader { get; init; }

    /// <summary>Name of the column of texts; without header <c>column 1</c>, <c>column 2</c> ...</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TextColumn { get; init; }

    /// <summary>Name of the column of classes, or of labels separated by <c>|</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LabelColumn { get; init; }

    /// <summary>Names of the columns of numbers to learn, or of labels where each has a column of 0 and 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? TargetColumns { get; init; }

    /// <summary>One of <see cref="DatasetKinds.Class"/>, <see cref="DatasetKinds.Labels"/> and <see cref="DatasetKinds.Numbers"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    public bool Equals(TableChoices? other) =>
        other is not null
        && (Encoding, HasHeader, TextColumn, LabelColumn, Kind) == (other.Encoding, other.HasHeader, other.TextColumn, other.LabelColumn, other.Kind)
        && (TargetColumns ?? []).SequenceEqual(other.TargetColumns ?? []);

    public override int GetHashCode() => HashCode.Combine(Encoding, HasHeader, TextColumn, LabelColumn, Kind, TargetColumns?.Count);
}
