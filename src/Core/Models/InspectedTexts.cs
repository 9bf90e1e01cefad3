namespace MlOpsDashboard.Core.Models;

/// <summary>What a network of texts is.</summary>
/// <param name="Kind"><c>bert</c>, <c>distilbert</c>, <c>electra</c>; of a bag of words its tokenizer's kind.</param>
/// <param name="Layers">Encoder layers; 0 for a bag of words.</param>
/// <param name="Vocabulary">Tokens that its tokenizer knows.</param>
/// <param name="Tokenizer">The kind of its tokenizer, as a model's <c>preprocessing.json</c> names it; null where it has none, and can't be trained on.</param>
/// <param name="MaxLength">Tokens that it tells the places of; null for any number.</param>
public sealed record InspectedTexts(string Kind, int Layers, int Vocabulary, string? Tokenizer, int? MaxLength);
