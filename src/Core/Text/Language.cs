using System.Globalization;

namespace MlOpsDashboard.Core.Text;

/// <summary>How likely a text is in a language (or the languages of a script), by how often each character is written.</summary>
internal sealed class Language
{
    private static readonly Lazy<IReadOnlyDictionary<string, Language>> Known = new(() =>
        EmbeddedText
            .Lines("CommonCharacters.txt")
            .Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => new Language(cells[0], cells[1]), StringComparer.Ordinal)
    );

    private readonly Dictionary<char, double> costs = [];
    private readonly double worst;
    private readonly CodePage? set;
    private readonly bool isLatin;

    // The n-th character has a share of about 1 / (n + shift): flat at first, as hanzi are, or steep, as letters.
    private Language(string name, string characters)
    {
        (var number, var shift) = name switch
        {
            "zh-Hans" => (936, 20),
            "zh-Hant" => (950, 20),
            "ja" => (932, 12),
            "ko" => (949, 15),
            _ => (0, 3),
        };
        set = number == 0 ? null : CodePage.All.First(page => page.Number == number);
        isLatin = IsLatin(characters[0]);
        var all = Math.Log((characters.Length + shift) / (double)shift);
        for (var i = 0; i < characters.Length; i++)
            costs[characters[i]] = Math.Log(all * (i + 1 + shift));
        worst = Math.Log(all * (characters.Length + shift));
    }

    public static IEnumerable<Language> All => Known.Value.Values;

    private bool IsEastAsian => set is not null;

    public static Language Of(string name) => Known.Value[name];

    /// <summary>The logarithm of one to how many texts of this length it is; less is likelier.</summary>
    public double Cost(string text)
    {
        var hasLetters =
            text[..Math.Max(0, text.LastIndexOf('.'))].Any(char.IsAsciiLetter)
            || (!text.Contains('.', StringComparison.Ordinal) && text.Any(char.IsAsciiLetter));
        // A letter alone is no word of an alphabet.
        var cost = !IsEastAsian && !isLatin && text.Count(c => !char.IsAscii(c)) == 1 ? 8.0 : 0;
        for (var i = 0; i < text.Length; i++)
        {
            var (before, after) = (i == 0 ? '/' : text[i - 1], i + 1 == text.Length ? '/' : text[i + 1]);
            cost += char.IsAscii(text[i]) ? AsciiCost(text[i], before) : Cost(text[i], before, after, i > 1 ? text[i - 2] : '/', hasLetters);
        }
        return cost;
    }

    private double AsciiCost(char c, char before)
    {
        if (!char.IsAsciiLetter(c))
            return char.IsAsciiDigit(c) || c is ' ' or '.' or '_' or '-' or '(' or ')' or '/' ? 3.5
                : char.IsControl(c) ? 25
                : 6;
        var joins = char.IsLetter(before) && !char.IsAscii(before) && !IsLatin(before);
        return 3.5
            + (
                joins
                    ? IsEastAsian
                        ? 3
                        : 5
                    : 0
            )
            + (char.IsUpper(c) && char.IsLower(before) ? 3 : 0);
    }

    private double Cost(char c, char before, char after, char second, bool hasLetters)
    {
        var cost = Alone(c, before, second);
        if (isLatin && IsLatin(c))
            return cost
                + (char.IsAscii(before) ? 0 : 2)
                + (
                    IsLatin(before) || IsLatin(after) ? 0
                    : hasLetters ? 2
                    : 8
                );
        return cost
            + (
                char.IsLetter(c) && char.IsAsciiLetter(before) && !IsLatin(c)
                    ? IsEastAsian
                        ? 3
                        : 5
                    : 0
            );
    }

    private double Alone(char c, char before, char second)
    {
        var lower = char.ToLowerInvariant(c);
        if (costs.TryGetValue(c, out var cost))
            return cost + (lower != char.ToUpperInvariant(c) && char.IsUpper(before) && char.IsUpper(second) ? 4 : 0);
        if (costs.TryGetValue(lower, out cost))
            return cost + Capital(before);
        var kind = char.GetUnicodeCategory(c);
        if (char.IsSurrogate(c))
            return worst / 2 + 3;
        if (kind is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Control)
            return 25;
        if (char.IsLetter(c))
            return IsEastAsian ? worst + EastAsian(c)
                : IsLatin(c) == isLatin ? worst + 3 + (char.IsUpper(c) ? Capital(before) : 0)
                : 14;
        if (IsEastAsian && "　、。・（）【】「」『』《》～：，！？·".Contains(c, StringComparison.Ordinal))
            return 7.5;
        if (isLatin && c == '’' && IsLatin(before))
            return 4;
        if ("“”„‘’–—«»…°".Contains(c, StringComparison.Ordinal))
            return 8;
        if (c is >= '\u2500' and <= '\u259F')
            return 16;
        return kind is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark && !isLatin ? worst + 3 : 11;
    }

    // At the beginning of a word, or in one of capitals; seldom behind a small letter.
    private static double Capital(char before) =>
        char.IsUpper(before) ? 0.5
        : char.IsLower(before) ? 6.5
        : 1.5;

    // What is in the smaller set of common characters is likelier than what is in the rest.
    private double EastAsian(char c)
    {
        if (c is >= '\uFF66' and <= '\uFF9F')
            return 6.5 - worst;
        if (c is >= '\uFF10' and <= '\uFF5A')
            return 9 - worst;
        Span<byte> place = stackalloc byte[4];
        var isCommon =
            set!.Encode(c, place) is [var lead, var trail]
            && set.Number switch
            {
                936 => lead is >= 0xB0 and <= 0xD7 && trail >= 0xA1,
                950 => lead is >= 0xA4 and <= 0xC6,
                932 => lead is >= 0x88 and <= 0x97,
                _ => lead is >= 0xB0 and <= 0xC8 && trail >= 0xA1,
            };
        return isCommon ? 1 : 4;
    }

    private static bool IsLatin(char c) => char.IsLetter(c) && (c < '\u0250' || c is >= '\u1E00' and <= '\u1EFF');
}
