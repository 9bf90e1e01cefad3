using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Makes a text the numbers that a network of texts was trained with. A model keeps its own: two that split alike are still two where their vocabularies differ.</summary>
public interface ITokenizer
{
    /// <summary>As it is stored with a model and shown to people: <c>bert-huggingface</c>, <c>bert-tensorflow</c>, <c>nnlm</c>, <c>n-grams</c>.</summary>
    string Kind { get; }

    /// <summary>Numbers that it may give: 0 to below this. The rows of the network's embedding.</summary>
    int VocabularySize { get; }

    /// <summary>Tokens that <see cref="Tokenize"/> adds of its own to one text, as <c>[CLS]</c> and <c>[SEP]</c>.</summary>
    int Added { get; }

    /// <summary>The number that fills up shorter texts of a batch.</summary>
    int PadId { get; }

    /// <summary>A text as tokens, not padded, with those that every text gets.</summary>
    /// <param name="pair">A second text after it; null for none. Where a tokenizer knows no pairs, the call is refused.</param>
    /// <param name="maxLength">Most tokens, the added ones counted; null for all.</param>
    /// <exception cref="Core.RefusedException">A pair where there is none, or room for no token.</exception>
    TokenizedText Tokenize(string text, string? pair = null, int? maxLength = null);

    /// <summary>Everything that decides its numbers but the vocabulary, <c>kind</c> first; <see cref="TokenizerFile"/> reads it.</summary>
    JsonObject ToJson();

    /// <summary>A line a number, from 0; null where it has none (hashed n-grams).</summary>
    IReadOnlyList<string>? Vocabulary { get; }
}
