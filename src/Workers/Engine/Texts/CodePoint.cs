using System.Globalization;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>What tokenizers ask about a Unicode code point.</summary>
internal static class CodePoint
{
    public static UnicodeCategory Category(int point) => CharUnicodeInfo.GetUnicodeCategory(point);

    /// <summary>Unicode's category P.</summary>
    public static bool IsPunctuation(int point) =>
        Category(point)
            is UnicodeCategory.ConnectorPunctuation
                or UnicodeCategory.DashPunctuation
                or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation
                or UnicodeCategory.FinalQuotePunctuation
                or UnicodeCategory.OtherPunctuation;

    /// <summary>As BERT has it: category P, and the symbols of ASCII.</summary>
    public static bool IsBertPunctuation(int point) =>
        point < 128 ? point is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) : IsPunctuation(point);

    /// <summary>CJK ideographs, kana and Hangul not among them.</summary>
    public static bool IsIdeograph(int point) =>
        point
            is (>= 0x4E00 and <= 0x9FFF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x20000 and <= 0x2A6DF)
                or (>= 0x2A700 and <= 0x2CEAF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Unicode's White_Space.</summary>
    public static bool IsWhiteSpace(int point) => point <= char.MaxValue && char.IsWhiteSpace((char)point);

    public static bool IsMark(int point) => Category(point) == UnicodeCategory.NonSpacingMark;

    /// <summary>A letter with its marks, or a digit; CJK ideographs, which are words by themselves, are not.</summary>
    public static bool IsOfWord(int point) => Category(point) is <= UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber && !IsIdeograph(point);
}
