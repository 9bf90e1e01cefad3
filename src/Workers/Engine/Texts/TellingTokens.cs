using System.Buffers;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Scores of tokens, laid on the text that they were made of.</summary>
/// <param name="Tokens">In the order of the text, without overlap, white space left out. A tokenizer's own pieces; of n-grams, which overlap, words and single
/// ideographs and marks.</param>
/// <param name="Unplaced">The sum of what stands nowhere in the text: tokens that were added, or that have no character.</param>
public sealed record TellingTokens(IReadOnlyList<TellingToken> Tokens, double Unplaced)
{
    /// <param name="tokens">Of the text alone, without a pair, as the tokenizer made them.</param>
    /// <param name="scores">One a token.</param>
    public static TellingTokens Of(string text, ITokenizer tokenizer, TokenizedText tokens, IReadOnlyList<double> scores) =>
        tokenizer is NGramTokenizer grams ? OfNGrams(text, grams, tokens, scores) : OfPieces(text, tokens, scores);

    /// <summary>Pieces that meet within a word are joined; an ideograph is a word by itself.</summary>
    public IEnumerable<TellingToken> Words()
    {
        TellingToken? last = null;
        foreach (var token in Tokens)
        {
            if (last is not null && last.End == token.Start && EndsInWord(last.Text) && BeginsInWord(token.Text))
            {
                last = new(last.Text + token.Text, last.Start, token.End, last.Score + token.Score);
                continue;
            }
            if (last is not null)
                yield return last;
            last = token;
        }
        if (last is not null)
            yield return last;
    }

    private static bool BeginsInWord(string text) => Rune.DecodeFromUtf16(text, out var rune, out _) == OperationStatus.Done && CodePoint.IsOfWord(rune.Value);

    private static bool EndsInWord(string text) =>
        Rune.DecodeLastFromUtf16(text, out var rune, out _) == OperationStatus.Done && CodePoint.IsOfWord(rune.Value);

    // Pieces of one place, as of a ligature or an ellipsis, are one.
    private static TellingTokens OfPieces(string text, TokenizedText tokens, IReadOnlyList<double> scores)
    {
        var told = new List<TellingToken>();
        var unplaced = 0.0;
        for (var i = 0; i < scores.Count; i++)
        {
            var (start, end) = tokens.Spans[i];
            if (start == end)
                unplaced += scores[i];
            else if (told.Count > 0 && start < told[^1].End)
                told[^1] = Piece(text, told[^1].Start, Math.Max(end, told[^1].End), told[^1].Score + scores[i]);
            else
                told.Add(Piece(text, start, end, scores[i]));
        }
        return new TellingTokens(told, unplaced);
    }

    // An n-gram's score is shared by all places where it stands, and there by what is no white space.
    private static TellingTokens OfNGrams(string text, NGramTokenizer tokenizer, TokenizedText tokens, IReadOnlyList<double> scores)
    {
        var seen = new int[text.Length + 1];
        for (var i = 0; i < text.Length; i++)
            seen[i + 1] = seen[i] + (char.IsWhiteSpace(text[i]) ? 0 : 1);
        var scoreOf = new Dictionary<int, double>();
        for (var i = 0; i < scores.Count; i++)
            scoreOf[tokens.Ids[i]] = scores[i];
        var places = tokenizer.NGrams(text).Where(gram => scoreOf.ContainsKey(gram.Id) && seen[gram.Span.End] > seen[gram.Span.Start]).ToList();
        var counts = places.CountBy(gram => gram.Id).ToDictionary();
        // Where a share begins and ends, so that a place costs the same however long it is.
        var changes = new double[text.Length + 1];
        foreach (var (id, (start, end)) in places)
        {
            var share = scoreOf[id] / counts[id] / (seen[end] - seen[start]);
            changes[start] += share;
            changes[end] -= share;
        }
        var told = new List<TellingToken>();
        var (at, height) = (0, 0.0);
        foreach (var (start, end) in Words(text))
        {
            var score = 0.0;
            for (; at < end; at++)
            {
                height += changes[at];
                score += at < start ? 0 : height;
            }
            told.Add(Piece(text, start, end, score));
        }
        return new TellingTokens(told, scoreOf.Where(pair => !counts.ContainsKey(pair.Key)).Sum(pair => pair.Value));
    }

    private static IEnumerable<(int Start, int End)> Words(string text)
    {
        var given = MappedText.Of(text);
        for (var at = 0; at < given.Count; )
        {
            var from = at;
            while (at < given.Count && CodePoint.IsOfWord(given[at]))
                at++;
            if (at == from)
                at++;
            if (!CodePoint.IsWhiteSpace(given[from]))
                yield return given.Span(from, at);
        }
    }

    private static TellingToken Piece(string text, int start, int end, double score) => new(text[start..end], start, end, score);
}
