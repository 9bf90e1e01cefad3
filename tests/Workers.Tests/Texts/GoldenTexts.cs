using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Tests.Golden;

namespace MlOpsDashboard.Workers.Tests.Texts;

/// <summary>Texts with what the libraries make of them, in <c>tests/Golden/text</c>.</summary>
internal static class GoldenTexts
{
    public static Vocabulary Vocabulary(params string[] path)
    {
        using var stream = File.OpenRead(Repository.Golden(["text", .. path]));
        return Engine.Texts.Vocabulary.Read(stream);
    }

    public static JsonObject Json(params string[] path) => GoldenData.Json(["text", .. path]);

    public static int[] Ints(this JsonNode? array) => [.. array!.AsArray().Select(value => (int)value!)];

    public static string[] Strings(this JsonNode? array) => [.. array!.AsArray().Select(value => (string)value!)];

    /// <summary>Numbers, types and mask, padded on the right.</summary>
    public static int[][] Padded(this ITokenizer tokenizer, TokenizedText text, int length)
    {
        var padding = length - text.Ids.Count;
        return
        [
            [.. text.Ids, .. Enumerable.Repeat(tokenizer.PadId, padding)],
            [.. text.Types, .. new int[padding]],
            [.. Enumerable.Repeat(1, text.Ids.Count), .. new int[padding]],
        ];
    }
}
