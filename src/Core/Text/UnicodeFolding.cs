using System.Globalization;

namespace MlOpsDashboard.Core.Text;

/// <summary>Unicode's NFKC_Casefold (Standard 3.13), decomposed: letters of one case, full-width and other compatible forms as the usual ones, characters that
/// are not seen left out.</summary>
/// <remarks>The data is Unicode 15.1's, embedded; characters of later versions stay as they are.</remarks>
public static class UnicodeFolding
{
    // Tags and variation selectors: not seen, the whole of it.
    private const int FirstUnseen = 0xE0000,
        LastUnseen = 0xE0FFF;

    private static readonly Lazy<Dictionary<int, int[]>> Parts = new(Read);

    /// <summary>Adds what one code point becomes, by itself: marks are not put into order.</summary>
    public static void Fold(int point, List<int> points)
    {
        if (Parts.Value.TryGetValue(point, out var parts))
            points.AddRange(parts);
        else if (point is < FirstUnseen or > LastUnseen)
            UnicodeForm.Decompose(point, points);
    }

    private static Dictionary<int, int[]> Read()
    {
        var parts = new Dictionary<int, int[]>();
        foreach (var line in EmbeddedText.Lines("UnicodeFolding.txt").Where(line => line[0] != '#'))
        {
            var points = line.Split(' ').Select(cell => int.Parse(cell, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            parts.Add(points[0], points[1..]);
        }
        return parts;
    }
}
