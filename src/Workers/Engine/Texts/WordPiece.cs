using System.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>WordPiece (Wu et al., 2016, https://arxiv.org/abs/1609.08144): a word as the longest tokens of a vocabulary, from its start; one unknown token where
/// any of it is in none.</summary>
/// <param name="prefix">Of a token that stands within a word.</param>
/// <param name="mostPoints">A word of more code points is unknown.</param>
/// <param name="mostBytes">A word of more bytes in UTF-8 is unknown.</param>
internal sealed class WordPiece(Vocabulary vocabulary, string unknownToken, string prefix = "##", int mostPoints = int.MaxValue, int mostBytes = int.MaxValue)
{
    private readonly int unknown = vocabulary.Require(unknownToken);

    /// <summary>Adds the tokens of one word, the code points from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public void AddWord(MappedText text, int from, int to, TokenList tokens)
    {
        if (to == from)
            return;
        var pieces = IsTooLong(text, from, to) ? null : Pieces(text, from, to);
        if (pieces is null)
            tokens.Add(unknownToken, unknown, text.Span(from, to));
        else
            foreach (var (id, start, end) in pieces)
                tokens.Add(vocabulary.Tokens[id], id, text.Span(start, end));
    }

    private bool IsTooLong(MappedText text, int from, int to)
    {
        if (to - from > mostPoints || to - from > mostBytes)
            return true;
        var bytes = 0;
        for (var i = from; i < to && mostBytes < int.MaxValue; i++)
            bytes += new Rune(text[i]).Utf8SequenceLength;
        return bytes > mostBytes;
    }

    private List<(int Id, int Start, int End)>? Pieces(MappedText text, int from, int to)
    {
        var pieces = new List<(int, int, int)>();
        Span<char> piece = new char[Math.Min(vocabulary.Longest, prefix.Length + ((to - from) * 2))];
        // Where each code point ends in it.
        var ends = new int[to - from];
        while (from < to)
        {
            var length = 0;
            if (pieces.Count > 0)
            {
                if (prefix.Length > piece.Length)
                    return null;
                prefix.CopyTo(piece);
                length = prefix.Length;
            }
            var count = 0;
            for (; from + count < to; count++)
            {
                var rune = new Rune(text[from + count]);
                if (length + rune.Utf16SequenceLength > piece.Length)
                    break;
                length += rune.EncodeToUtf16(piece[length..]);
                ends[count] = length;
            }
            int? id = null;
            while (count > 0 && (id = vocabulary.Find(piece[..ends[count - 1]])) is null)
                count--;
            if (id is null)
                return null;
            pieces.Add((id.Value, from, from + count));
            from += count;
        }
        return pieces;
    }
}
