using System.Globalization;
using System.Text;

namespace MlOpsDashboard.Core.Text;

/// <summary>About how many tokens an encoder reads of a text, where no tokenizer is at hand: one for each character of a script that is written without spaces
/// and for each punctuation character, one for each eight letters of a word, and the two that stand around every text.</summary>
public static class TokenEstimate
{
    private const int LettersOfAToken = 8;

    public static int Of(string text)
    {
        var (tokens, letters) = (2, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var isUnspaced = IsUnspaced(rune.Value);
            if (!isUnspaced && (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark))
            {
                if (letters++ % LettersOfAToken == 0)
                    tokens++;
                continue;
            }
            letters = 0;
            if (isUnspaced || !(Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)))
                tokens++;
        }
        return tokens;
    }

    // Ideographs, kana, Hangul, Thai.
    private static bool IsUnspaced(int value) =>
        value
            is (>= 0x2E80 and <= 0x9FFF)
                or (>= 0xAC00 and <= 0xD7AF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x20000 and <= 0x3FFFF)
                or (>= 0x0E00 and <= 0x0E7F);
}
