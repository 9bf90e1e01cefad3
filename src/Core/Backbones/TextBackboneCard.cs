using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Backbones;

/// <summary>What a person needs to choose a backbone of texts.</summary>
/// <param name="Name">As a spec names it.</param>
/// <param name="Parameters">Parameters without the head.</param>
/// <param name="Layers">Encoder layers; 0 for a bag of words.</param>
/// <param name="Width">Features of a text.</param>
/// <param name="MaxLength">Tokens that it was made for; null for any number.</param>
/// <param name="Languages">That it has read, as two letters; empty for any.</param>
/// <param name="WeightsEmbedded">Whether its weights come with the program; else they are downloaded once, or there are none.</param>
public sealed record TextBackboneCard(
    string Name,
    long Parameters,
    int Layers,
    int Width,
    int? MaxLength,
    IReadOnlyList<string> Languages,
    bool WeightsEmbedded = false
)
{
    private static readonly TextResource Texts = new(typeof(TextBackboneCard));

    /// <summary>One line.</summary>
    public string WhenToChoose => Texts[Name];

    /// <summary>SPDX name of its pretrained weights' licence, where it is known here.</summary>
    public string? License { get; init; }

    /// <summary>Whether it begins with random weights wherever it is trained: there are none to be had.</summary>
    public bool HasNoWeights { get; init; }

    /// <summary>The kind of its tokenizer, as a model's <c>preprocessing.json</c> names it.</summary>
    public string Tokenizer { get; init; } = "bert-huggingface";
}
