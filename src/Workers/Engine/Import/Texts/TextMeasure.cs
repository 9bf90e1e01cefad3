using System.Globalization;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>How long a text is.</summary>
internal static class TextMeasure
{
    /// <summary>By code points.</summary>
    public static int Characters(string text) => text.EnumerateRunes().Count();

    /// <summary>Words, and each character of East Asian scripts and each mark of punctuation alone.</summary>
    public static int Pieces(string text)
    {
        var (pieces, isWord) = (0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var isAlone = IsIdeograph(rune.Value) || IsMark(Rune.GetUnicodeCategory(rune));
            var isSpace = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            pieces += isAlone || (!isSpace && !isWord) ? 1 : 0;
            isWord = !isAlone && !isSpace;
        }
        return pieces;
    }

    /// <summary>The text without case, space and marks: alike for texts of which one is the other written a little differently.</summary>
    public static string Folded(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Core.Text.UnicodeForm.Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol)
            {
                folded.Append(rune);
            }
        }
        return folded.ToString();
    }

    private static bool IsIdeograph(int c) =>
        c is >= 0x3040 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xAC00 and <= 0xD7AF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x323AF;

    private static bool IsMark(UnicodeCategory category) =>
        category
            is UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation
                or UnicodeCategory.MathSymbol
                or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.OtherSymbol;
}
