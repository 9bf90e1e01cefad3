using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Where pictures come from, and what becomes of them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(UploadSource), "upload")]
[JsonDerivedType(typeof(FolderSource), "folder")]
[JsonDerivedType(typeof(SampleSource), "sample")]
public abstract record ImportSource
{
    /// <summary>What pictures of which nothing is said become a dataset of: a kind that a task knows (<see cref="ITargetKind"/>), in which they are labelled
    /// later. Null (default): their folders are their classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TargetKind { get; init; }

    /// <summary>The version to whose pictures these are added, in a new version of its dataset; null (default) where they are a dataset alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DatasetVersionId? AddTo { get; init; }

    /// <summary>How a table of texts is read; null (default) guesses all of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TableChoices? Table { get; init; }
}
