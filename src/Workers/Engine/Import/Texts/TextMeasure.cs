using System.Globalization;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Import.Texts;

/// <summary>How long a text is.</summary>
internal static class TextMeasure
{
    /// <summary>By code points.</summary>
    public static int Characters(string text) => text.EnumerateRunes().Count();

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
}
