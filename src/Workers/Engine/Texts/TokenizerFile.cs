using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Tokenizers as they are stored with a model: a description and, where there is one, a vocabulary.</summary>
public static class TokenizerFile
{
    /// <summary>Within a <c>.keras</c> file, where Keras passes over it.</summary>
    public const string Description = "assets/tokenizer/tokenizer.json";

    /// <summary>A token a line in UTF-8.</summary>
    public const string VocabularyName = "assets/tokenizer/vocabulary.txt";

    private static readonly string[] Kinds = [BertTokenizer.KindName, TensorFlowBertTokenizer.KindName, NnlmTokenizer.KindName, NGramTokenizer.KindName];

    /// <param name="json">As <see cref="ITokenizer.ToJson"/> wrote it.</param>
    /// <param name="vocabulary">A token a line; null where there is none.</param>
    /// <exception cref="RefusedException">An unknown kind, or a vocabulary that does not fit.</exception>
    public static ITokenizer Read(JsonObject json, IReadOnlyList<string>? vocabulary) => Read(json, vocabulary is null ? null : new Vocabulary(vocabulary));

    /// <param name="vocabulary">As <see cref="WriteVocabulary"/> wrote it; null where there is none.</param>
    /// <inheritdoc cref="Read(JsonObject, IReadOnlyList{string}?)"/>
    public static ITokenizer Read(JsonObject json, Stream? vocabulary) => Read(json, vocabulary is null ? null : Vocabulary.Read(vocabulary));

    /// <summary>A tokenizer's vocabulary as a file; nothing where it has none.</summary>
    public static void WriteVocabulary(ITokenizer tokenizer, Stream stream)
    {
        if (tokenizer.Vocabulary is { } tokens)
            new Vocabulary(tokens).Write(stream);
    }

    private static ITokenizer Read(JsonObject json, Vocabulary? vocabulary)
    {
        var kind = json["kind"] is JsonValue value && value.TryGetValue(out string? name) ? name : "";
        try
        {
            return kind switch
            {
                BertTokenizer.KindName => new BertTokenizer(Required(vocabulary, kind), Bert(json)),
                TensorFlowBertTokenizer.KindName => new TensorFlowBertTokenizer(Required(vocabulary, kind), Get<bool>(json, "lowerCase")),
                NnlmTokenizer.KindName => new NnlmTokenizer(Required(vocabulary, kind)),
                NGramTokenizer.KindName => new NGramTokenizer(NGrams(json)),
                _ => throw new RefusedException(new Refusal("texts.tokenizer.kind", ("known", string.Join(", ", Kinds)), ("received", kind))),
            };
        }
        catch (FormatException fault)
        {
            throw new RefusedException(new Refusal("texts.tokenizer.description", ("kind", kind), ("received", json.ToJsonString())), fault);
        }
    }

    private static BertTokenizerOptions Bert(JsonObject json) =>
        new()
        {
            LowerCase = Get<bool>(json, "lowerCase"),
            StripAccents = Get<bool>(json, "stripAccents"),
            TokenizeChineseChars = Get<bool>(json, "tokenizeChineseChars"),
            CleanText = Get<bool>(json, "cleanText"),
            UnknownToken = Get<string>(json, "unknownToken"),
            ClassToken = Get<string>(json, "classToken"),
            SeparatorToken = Get<string>(json, "separatorToken"),
            PaddingToken = Get<string>(json, "paddingToken"),
            MaskToken = Get<string>(json, "maskToken"),
            Prefix = Get<string>(json, "prefix"),
            MaxWordLength = Get<int>(json, "maxWordLength"),
            AddedTokens =
            [
                .. (json["addedTokens"] as JsonArray ?? throw new FormatException()).Select(token => new AddedToken(
                    Get<string>(token, "content"),
                    Get<int>(token, "id"),
                    Get<bool>(token, "normalized"),
                    Get<bool>(token, "singleWord")
                )),
            ],
        };

    private static NGramOptions NGrams(JsonObject json) =>
        new()
        {
            Buckets = Get<int>(json, "buckets"),
            MinCharacters = Get<int>(json, "minCharacters"),
            MaxCharacters = Get<int>(json, "maxCharacters"),
            MaxWords = Get<int>(json, "maxWords"),
        };

    private static T Get<T>(JsonNode? json, string member) =>
        json is JsonObject && json[member] is JsonValue value && value.TryGetValue(out T? read) ? read : throw new FormatException();

    private static Vocabulary Required(Vocabulary? vocabulary, string kind) =>
        vocabulary ?? throw new RefusedException(new Refusal("texts.vocabulary.none", ("kind", kind)));
}
