using System.Globalization;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Finds added tokens in a text: from the left, of two at one place the longer.</summary>
internal sealed class AddedTokenFinder
{
    private readonly Dictionary<(int Node, int Point), int> next = [];
    private readonly Dictionary<int, AddedToken> ends = [];
    private int nodes = 1;

    /// <param name="normalize">What stands for a token's content in the texts to be searched.</param>
    public AddedTokenFinder(IEnumerable<AddedToken> tokens, Func<MappedText, MappedText> normalize)
    {
        foreach (var token in tokens)
        {
            var content = normalize(MappedText.Of(token.Content));
            var node = 0;
            for (var i = 0; i < content.Count; i++)
                node = next.TryGetValue((node, content[i]), out var known) ? known : next[(node, content[i])] = nodes++;
            if (node > 0)
                ends[node] = token;
        }
    }

    /// <summary>The text in parts, none empty: tokens, and what stands between them (null).</summary>
    public IEnumerable<(int From, int To, AddedToken? Token)> Split(MappedText text)
    {
        var from = 0;
        for (var at = 0; at < text.Count; at++)
        {
            if (Match(text, at) is not { } match)
                continue;
            if (at > from)
                yield return (from, at, null);
            yield return (at, match.To, match.Token);
            from = match.To;
            at = match.To - 1;
        }
        if (from < text.Count)
            yield return (from, text.Count, null);
    }

    private (int To, AddedToken Token)? Match(MappedText text, int from)
    {
        (int, AddedToken)? longest = null;
        var node = 0;
        for (var at = from; at < text.Count && next.TryGetValue((node, text[at]), out node); at++)
        {
            if (ends.TryGetValue(node, out var token) && (!token.IsSingleWord || StandsAlone(text, from, at + 1)))
                longest = (at + 1, token);
        }
        return longest;
    }

    private static bool StandsAlone(MappedText text, int from, int to) => (from == 0 || !IsOfWord(text[from - 1])) && (to == text.Count || !IsOfWord(text[to]));

    private static bool IsOfWord(int point) =>
        CodePoint.Category(point)
            is <= UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.ConnectorPunctuation;
}
