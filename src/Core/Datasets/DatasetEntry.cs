using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>One picture of a dataset version, or one text.</summary>
/// <param name="Path">As in the source, with <c>/</c>: a name kept as text, never used as a path.</param>
/// <param name="Class">Empty where the dataset has labels or numbers.</param>
/// <param name="Sha256">Of the file's bytes; of a text, of its bytes in UTF-8.</param>
/// <param name="Width">In pixels, as the network sees it: after its <see cref="Turn"/>; of a text its characters.</param>
/// <param name="Height">In pixels, as the network sees it; of a text about how many tokens (<see cref="Text.TokenEstimate"/>).</param>
/// <param name="Flags">Such as <c>near-constant</c>, <c>duplicate-of:PATH</c> or <c>exif-orientation:6</c>; null when there are none.</param>
public sealed record DatasetEntry(string Path, string Class, long Bytes, string Sha256, int Width, int Height, IReadOnlyList<string>? Flags = null)
{
    /// <summary>Which of <see cref="DatasetManifest.Blobs"/> holds it; null where it is a blob of its own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Blob { get; init; }

    /// <summary>Where it begins in its <see cref="Blob"/>, in bytes; it is <see cref="Bytes"/> long.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Offset { get; init; }

    /// <summary>Its labels in ordinal order, each once, perhaps none; null in a dataset of another kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>A number for each of <see cref="DatasetManifest.ClassNames"/>; null in a dataset of another kind.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Numbers { get; init; }

    /// <summary>Numbers whose meaning only a task knows, as many as it takes, in a dataset of that task's own kind; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Target { get; init; }

    /// <summary>Its labels, or its one class; none in a dataset of numbers or of a task's own kind.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => Labels ?? (Numbers is null && Target is null ? [Class] : []);

    /// <summary>One of <see cref="DatasetPart"/> where it is decided; null leaves it to a run's split.</summary>
    /// <remarks><see cref="DatasetPart.Unlabelled"/> only where a task knows the kind: its target then says nothing.</remarks>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Part { get; init; }

    /// <summary>How much it counts in training, where the source says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Weight { get; init; }

    /// <summary>The EXIF orientation (2 to 8) by which the picture is turned before use; null leaves it as it is stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Turn { get; init; }

    /// <summary>What <c>/media/</c> calls the picture as the network sees it: its SHA-256, with <see cref="Storage.StorageLayout.Upright"/> behind it where it
    /// is turned.</summary>
    [JsonIgnore]
    public string MediaKey => Turn is null ? Sha256 : Sha256 + Storage.StorageLayout.Upright;

    /// <summary>Where the archive did not say how its names are written: the code page by which this one is read and the path's bytes (<c>gbk:BASE64</c>), so
    /// that another reading stays possible.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RawPath { get; init; }

    /// <summary>How manifests of format 1 call <see cref="Part"/>; never written.</summary>
    [JsonInclude, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal string? Split
    {
        get => null;
        init => Part ??= value;
    }

    /// <summary>Whether the same is said of both pictures.</summary>
    public bool SaysTheSame(DatasetEntry other) =>
        Class == other.Class && Equal(Labels, other.Labels) && Equal(Numbers, other.Numbers) && Equal(Target, other.Target);

    /// <summary>The same picture with other names for its class or labels; those that become one are there once.</summary>
    /// <param name="into">The new name of each old one; what is not in it stays.</param>
    public DatasetEntry Renamed(IReadOnlyDictionary<string, string> into) =>
        Labels is null
            ? this with
            {
                Class = into.GetValueOrDefault(Class, Class),
            }
            : this with
            {
                Labels = [.. Labels.Select(name => into.GetValueOrDefault(name, name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            };

    private static bool Equal<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) =>
        one is null || other is null ? one is null && other is null : one.SequenceEqual(other);

    // Part of the identity where it is given; nothing where it is not.
    internal string Given =>
        (Part is null && Weight is null && Turn is null ? "" : FormattableString.Invariant($"\0{Part}\0{Weight:R}"))
        + (Turn is { } turn ? FormattableString.Invariant($"\0{turn}") : "")
        + (Labels is null ? "" : $"\0{Labels.Count}{string.Concat(Labels.Order(StringComparer.Ordinal).Select(name => "\0" + name))}")
        + Each(Numbers)
        + Each(Target);

    private static string Each(IReadOnlyList<double>? numbers) =>
        numbers is null ? "" : $"\0{numbers.Count}{string.Concat(numbers.Select(number => FormattableString.Invariant($"\0{number:R}")))}";
}
