using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <param name="ManifestFile">Full path of the manifest, or null when the import was refused as a whole.</param>
/// <param name="Refusal">The sentence, when it was refused as a whole (fewer than two classes, a class without a picture).</param>
public sealed record ImportFinished(string? ManifestFile, string? ManifestHash, ImportReport Report, string? Refusal) : ImportEvent
{
    /// <summary>The same as a refusal; null where nothing was refused, and in what older versions wrote.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Refusal? Reason { get; init; }

    public static ImportFinished Refused(ImportReport report, Refusal reason) => new(null, null, report, StoredSentence.Of(reason).Text) { Reason = reason };
}
