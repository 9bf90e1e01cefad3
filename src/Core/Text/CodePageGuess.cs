namespace MlOpsDashboard.Core.Text;

/// <summary>Which code page names were written in, judged by what they say in each: names of one archive have one.</summary>
public static class CodePageGuess
{
    /// <summary>From this difference of <see cref="CodePageFit.Cost"/> on there is no doubt.</summary>
    public const double Sure = 6;

    // A few hundred parts decide; the rest only takes time.
    private const int MostParts = 500;
    private const double CostOfFailure = 40;

    /// <summary>The code pages in which the names are text, the likeliest first. One in twenty may be none: a program cut it.</summary>
    /// <param name="names">Paths as bytes.</param>
    public static IReadOnlyList<CodePageFit> Order(IEnumerable<byte[]> names)
    {
        var parts = Parts(names);
        return [.. CodePage.All.Select(page => Fit(page, parts)).OfType<CodePageFit>().OrderBy(fit => fit.Cost)];
    }

    private static CodePageFit? Fit(CodePage page, List<byte[]> parts)
    {
        var texts = new List<string>(parts.Count);
        foreach (var part in parts)
        {
            if (page.Decode(part) is { } text)
                texts.Add(text);
        }
        var failed = parts.Count - texts.Count;
        if (failed > parts.Count / 20)
            return null;
        return new(
            page,
            (failed * CostOfFailure)
                + (
                    page == CodePage.Utf8
                        ? texts.Sum(Unicode)
                        : page.Rarity + page.Languages.Select(Language.Of).Select(language => texts.Sum(language.Cost)).Min()
                )
        );
    }

    // Any language; but bytes of another code page are seldom UTF-8, the more of them the less.
    private static double Unicode(string text) =>
        Language.All.Min(language => language.Cost(text))
        - text.Sum(c =>
            c < 0x80 ? 0
            : c < 0x800 ? 1
            : 8
        );

    // What is named alike (a folder of many files) counts once. No code page has a slash within a character.
    private static List<byte[]> Parts(IEnumerable<byte[]> names)
    {
        var parts = new List<byte[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            ReadOnlySpan<byte> whole = name;
            foreach (var range in whole.Split((byte)'/'))
            {
                var part = whole[range];
                if (part.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) < 0 || !seen.Add(Convert.ToHexString(part)))
                    continue;
                parts.Add(part.ToArray());
                if (parts.Count == MostParts)
                    return parts;
            }
        }
        return parts;
    }
}
