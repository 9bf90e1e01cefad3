using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What an import kept and what it refused, file by file.</summary>
/// <param name="Classes">Pictures of each class, or of each label (a picture counts for every one that it has); of numbers all pictures for each.</param>
public sealed record ImportReport(int Kept, IReadOnlyList<RefusedFile> Refused, IReadOnlyList<ClassCount> Classes, long Bytes)
{
    /// <summary>How many were refused in all; <see cref="Refused"/> lists at most the first 1,000.</summary>
    public int RefusedCount { get; init; } = Refused.Count;

    /// <summary>What was decided for the person, or noticed.</summary>
    public IReadOnlyList<ImportWarning> Warnings { get; init; } = [];

    /// <summary>One of <see cref="DatasetKinds"/>; null for classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }

    /// <summary>Pictures without any label; null where the dataset has no labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unlabelled { get; init; }

    /// <summary>What is known of each number, in order; null where the dataset has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NumberFacts>? Numbers { get; init; }

    /// <summary>Pictures of each part; null where none is decided.</summary>
    public PartCounts? Parts { get; init; }

    /// <summary>The report of a manifest: what was refused or is of the source alone stays, what is counted and found is the manifest's.</summary>
    public ImportReport For(DatasetManifest manifest) => this with
    {
        Kept = manifest.Entries.Count,
        Classes = manifest.Kind == DatasetKinds.Class ? [.. manifest.Entries.CountBy(entry => entry.Class, StringComparer.Ordinal).Select(count => new ClassCount(count.Key, count.Value))] : manifest.Counts(),
        Kind = manifest.Kind == DatasetKinds.Class ? null : manifest.Kind,
        Unlabelled = manifest.Kind == DatasetKinds.Labels ? manifest.Entries.Count(entry => entry.Names.Count == 0) : null,
        Numbers = NumberFacts.Of(manifest),
        Bytes = manifest.Entries.Sum(entry => entry.Bytes),
        Warnings = [.. ManifestFindings.Of(manifest), .. Warnings.Where(warning => WarningCodes.IsOfSource(warning.Code))],
        Parts = PartCounts.Of(manifest.Entries),
    };
}

/// <param name="Code"><c>not-an-image</c>, <c>truncated</c>, <c>too-large</c>, <c>duplicate</c>, <c>path</c>, <c>link</c>, <c>empty</c>, <c>no-class</c>, <c>limit</c>, <c>bad-crc</c> (an archive entry that is not what its headers say), <c>encrypted</c>, <c>unsupported</c> (packing), <c>unreadable</c>, <c>archive</c> (an archive in what is imported).</param>
/// <param name="Sentence">In English.</param>
[method: JsonConstructor]
public sealed record RefusedFile(string Path, string Code, string Sentence)
{
    public RefusedFile(string path, string code, Refusal reason)
        : this(path, code, StoredSentence.Of(reason).Text) => Reason = reason;

    /// <summary>The same as code and values; null in reports of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    /// <summary>In the language of the moment.</summary>
    [JsonIgnore]
    public string Words => StoredSentence.Read(Sentence, Reason);
}

public sealed record ClassCount(string Class, int Count);

/// <summary>One line of what an import child (<c>mlops import</c>, <c>mlops samples</c>) prints.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ImportProgress), "progress")]
[JsonDerivedType(typeof(ImportFinished), "finished")]
public abstract record ImportEvent
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { AllowOutOfOrderMetadataProperties = true };
}

/// <param name="Total">Null while it is not known.</param>
public sealed record ImportProgress(string Step, int Done, int? Total) : ImportEvent;

/// <param name="ManifestFile">Full path of the manifest, or null when the import was refused as a whole.</param>
/// <param name="Refusal">The sentence, when it was refused as a whole (fewer than two classes, a class without a picture).</param>
public sealed record ImportFinished(string? ManifestFile, string? ManifestHash, ImportReport Report, string? Refusal) : ImportEvent
{
    /// <summary>The same as a refusal; null where nothing was refused, and in what older versions wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    public static ImportFinished Refused(ImportReport report, Refusal reason) => new(null, null, report, StoredSentence.Of(reason).Text) { Reason = reason };
}
