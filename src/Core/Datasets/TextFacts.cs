using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What is known of the texts of a dataset version.</summary>
/// <param name="Characters">Lengths in characters.</param>
/// <param name="Tokens">Lengths in tokens, as <see cref="Text.TokenEstimate"/> counts them.</param>
public sealed record TextFacts(LengthHistogram Characters, LengthHistogram Tokens)
{
    /// <summary>Languages that most texts seem to be in, the commonest first, as two letters with the share of texts: only those above 5 in 100.</summary>
    public IReadOnlyList<LanguageShare> Languages { get; init; } = [];

    /// <summary>How the file was written, for a person; null where several were, or where it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Encoding { get; init; }

    /// <summary>Of a manifest of texts; null of any other.</summary>
    /// <param name="before">What only the source shows is kept of it.</param>
    public static TextFacts? Of(DatasetManifest manifest, TextFacts? before = null) =>
        manifest.Input != Inputs.Texts.TextInputCard.InputName || manifest.Entries.Count == 0
            ? null
            : new(LengthHistogram.Of(manifest.Entries.Select(e => e.Width)), LengthHistogram.Of(manifest.Entries.Select(e => e.Height)))
            {
                Languages = before?.Languages ?? [],
                Encoding = before?.Encoding,
            };
}
