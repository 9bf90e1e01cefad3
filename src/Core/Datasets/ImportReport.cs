using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Inputs;

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

    /// <summary>What its examples are, as <see cref="InputCards"/> names it; in JSON <c>input</c>, which is absent for pictures.</summary>
    [JsonIgnore]
    public string Input { get; init; } = InputCards.Pictures;

    [JsonInclude, JsonPropertyName("input"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal string? GivenInput
    {
        get => Input == InputCards.Pictures ? null : Input;
        init => Input = value ?? InputCards.Pictures;
    }

    /// <summary>Pictures without any label; null where the dataset has no labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Unlabelled { get; init; }

    /// <summary>What is known of each number, in order; null where the dataset has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NumberFacts>? Numbers { get; init; }

    /// <summary>What the targets of a task's own kind show (<see cref="ITargetKind.Histograms"/>); null for other datasets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TargetHistogram>? Histograms { get; init; }

    /// <summary>What is known of texts; null where the dataset has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextFacts? Texts { get; init; }

    /// <summary>Pictures of each part; null where none is decided.</summary>
    public PartCounts? Parts { get; init; }

    /// <summary>The report of a manifest: what was refused or is of the source alone stays, what is counted and found is the manifest's.</summary>
    public ImportReport For(DatasetManifest manifest) =>
        this with
        {
            Kept = manifest.Entries.Count,
            Input = manifest.Input,
            Classes =
                manifest.Kind == DatasetKinds.Class
                    ? [.. manifest.Entries.CountBy(entry => entry.Class, StringComparer.Ordinal).Select(count => new ClassCount(count.Key, count.Value))]
                    : manifest.Counts(),
            Kind = manifest.Kind == DatasetKinds.Class ? null : manifest.Kind,
            Unlabelled = manifest.Kind == DatasetKinds.Labels ? manifest.Entries.Count(entry => entry.Names.Count == 0) : null,
            Numbers = NumberFacts.Of(manifest),
            Texts = TextFacts.Of(manifest, Texts),
            Histograms = TargetKinds.Find(manifest.Kind)?.Histograms(manifest),
            Bytes = manifest.Entries.Sum(entry => entry.Bytes),
            Warnings = [.. ManifestFindings.Of(manifest), .. Warnings.Where(warning => WarningCodes.IsOfSource(warning.Code))],
            Parts = PartCounts.Of(manifest.Entries),
        };
}
