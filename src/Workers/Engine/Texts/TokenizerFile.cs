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

    /// <param name="json">As <see cref="ITokenizer.ToJson"/> wrote it.</param>
    /// <param name="vocabulary">A token a line; null where there is none.</param>
    /// <exception cref="RefusedException">An unknown kind, or a vocabulary that does not fit.</exception>
    public static ITokenizer Read(JsonObject json, IReadOnlyList<string>? vocabulary) =>
        throw new RefusedException(new Refusal("texts.tokenizer.kind", ("known", ""), ("received", (string?)json["kind"] ?? "")));
}
