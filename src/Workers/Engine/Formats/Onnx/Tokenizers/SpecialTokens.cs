using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;

/// <summary>Tokens that are found in texts as they are given.</summary>
internal static class SpecialTokens
{
    /// <summary>Of a tokenizer; null where they depend on more than their own characters: on what the text is after folding, on what stands around them, or on
    /// which of two that share characters is met first.</summary>
    public static IReadOnlyList<AddedToken>? Of(BertTokenizer tokenizer)
    {
        var tokens = tokenizer.Special.GroupBy(token => token.Content).Select(same => same.Last()).ToList();
        return
            tokens.Any(token => token.IsNormalized || token.IsSingleWord)
            || tokens.Any(token => tokens.Any(other => Meet(Points(token.Content), Points(other.Content))))
            ? null
            : tokens;
    }

    // Whether one may begin within the other.
    private static bool Meet(int[] one, int[] other) =>
        Enumerable
            .Range(1, Math.Max(one.Length - 1, 0))
            .Any(at => Math.Min(other.Length, one.Length - at) is var shared && one.AsSpan(at, shared).SequenceEqual(other.AsSpan(0, shared)));

    private static int[] Points(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];
}
