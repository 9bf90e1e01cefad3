using System.Globalization;
using System.Text;

namespace MlOpsDashboard.Core.Text;

/// <summary>Unicode's canonical forms (Standard Annex 15) and a key by which texts are compared. Managed throughout: <c>string.Normalize</c> returns its input
/// where the program runs without ICU.</summary>
/// <remarks>The data is Unicode 15.1's, embedded; characters of later versions stay as they are. A surrogate that stands alone stays too.</remarks>
public static class UnicodeForm
{
    private const int HangulBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = Leads * Vowels * Tails;

    // Texts of characters before it are composed as they stand.
    private const char FirstMark = '\u0300';

    private static readonly Lazy<Tables> Data = new(Tables.Read);

    /// <summary>The composed form: “é” is one character.</summary>
    public static string ToNfc(string text) => text.AsSpan().IndexOfAnyInRange(FirstMark, char.MaxValue) < 0 ? text : Write(Compose(Decompose(text)));

    /// <summary>The decomposed form: “é” is an “e” and a mark.</summary>
    public static string ToNfd(string text) => text.AsSpan().IndexOfAnyExceptInRange('\0', '\u007F') < 0 ? text : Write(Decompose(text));

    /// <summary>A key that is the same for texts that differ only by case, canonical form, full or half width, and characters that are not seen: white space
    /// around (of any script), zero-width ones and marks of direction.</summary>
    /// <remarks>Case is that of single characters: “STRASSE” and “straße” differ. White space within counts.</remarks>
    public static string Fold(string text)
    {
        var data = Data.Value;
        var narrow = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!IsUnseen(c))
                narrow.Append(data.Widths.GetValueOrDefault(c, c));
        }
        // Up, then down: “ς” and “σ” have one capital. Composed again, as case may bring marks.
        return ToNfc(ToNfc(narrow.ToString()).ToUpperInvariant().ToLowerInvariant()).Trim();
    }

    /// <summary>Whether a character leaves nothing on the screen that tells a text with it from one without: a soft hyphen, a zero-width space or joint, a
    /// byte-order mark, a mark of direction.</summary>
    public static bool IsUnseen(char c) =>
        c
            is '\u00AD'
                or '\u061C'
                or '\u180E'
                or (>= '\u200B' and <= '\u200F')
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2060' and <= '\u2069')
                or '\uFEFF'
                or '\uFE0E'
                or '\uFE0F';

    /// <summary>Adds the canonical decomposition of one code point, by itself: marks are not put into order.</summary>
    public static void Decompose(int point, List<int> points) => Decompose(point, points, Data.Value);

    private static void Decompose(int point, List<int> points, Tables data)
    {
        if (point - HangulBase is >= 0 and < Syllables and var syllable)
        {
            points.Add(LeadBase + (syllable / (Vowels * Tails)));
            points.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
            if (syllable % Tails > 0)
                points.Add(TailBase + (syllable % Tails));
        }
        else if (data.Parts.TryGetValue(point, out var parts))
        {
            points.AddRange(parts);
        }
        else
        {
            points.Add(point);
        }
    }

    private static List<int> Decompose(string text)
    {
        var data = Data.Value;
        var points = new List<int>(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var point = isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i];
            Decompose(point, points, data);
        }
        Order(points, data);
        return points;
    }

    // Marks of different classes stand in the order of their classes; those of one class keep theirs.
    private static void Order(List<int> points, Tables data)
    {
        for (var start = 0; start < points.Count; start++)
        {
            if (data.Class(points[start]) == 0)
                continue;
            var end = start + 1;
            while (end < points.Count && data.Class(points[end]) != 0)
                end++;
            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(data.Class).ToList();
                for (var i = 0; i < sorted.Count; i++)
                    points[start + i] = sorted[i];
            }
            start = end;
        }
    }

    private static List<int> Compose(List<int> points)
    {
        var data = Data.Value;
        var composed = new List<int>(points.Count);
        var starter = -1;
        var before = 0;
        foreach (var point in points)
        {
            var kind = data.Class(point);
            // Blocked where something of the same or a higher class stands between.
            var isNext = starter >= 0 && starter == composed.Count - 1;
            if (starter >= 0 && (isNext || (before != 0 && before < kind)) && Pair(composed[starter], point, data) is { } one)
            {
                composed[starter] = one;
                continue;
            }
            if (kind == 0)
                starter = composed.Count;
            before = kind;
            composed.Add(point);
        }
        return composed;
    }

    private static int? Pair(int first, int second, Tables data)
    {
        if (first - LeadBase is >= 0 and < Leads and var lead && second - VowelBase is >= 0 and < Vowels and var vowel)
            return HangulBase + (((lead * Vowels) + vowel) * Tails);
        if (first - HangulBase is >= 0 and < Syllables and var syllable && syllable % Tails == 0 && second - TailBase is > 0 and < Tails and var tail)
            return first + tail;
        return data.Pairs.TryGetValue((first, second), out var one) ? one : null;
    }

    private static string Write(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            if (point < 0x10000)
                text.Append((char)point);
            else
                text.Append(char.ConvertFromUtf32(point));
        }
        return text.ToString();
    }

    private sealed record Tables(Dictionary<int, byte> Classes, Dictionary<int, int[]> Parts, Dictionary<(int, int), int> Pairs, Dictionary<char, char> Widths)
    {
        public byte Class(int point) => point < FirstMark ? (byte)0 : Classes.GetValueOrDefault(point);

        public static Tables Read()
        {
            var tables = new Tables([], [], [], []);
            foreach (var line in EmbeddedText.Lines("UnicodeForm.txt"))
            {
                if (line[0] != '#')
                    tables.Add(line);
            }
            foreach (var point in tables.Parts.Keys.ToList())
                tables.Parts[point] = tables.Whole(point);
            return tables;
        }

        private void Add(string line)
        {
            var cells = line.Split(' ');
            int[] points =
            [
                .. cells[1..]
                    .Select(
                        (cell, i) =>
                            cells[0] == "c" && i == 2
                                ? int.Parse(cell, CultureInfo.InvariantCulture)
                                : int.Parse(cell, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    ),
            ];
            switch (cells[0])
            {
                case "c":
                    for (var point = points[0]; point <= points[1]; point++)
                        Classes.Add(point, (byte)points[2]);
                    break;
                case "w":
                    Widths.Add((char)points[0], (char)points[1]);
                    break;
                default:
                    Parts.Add(points[0], points[1..]);
                    if (cells[0] == "d")
                        Pairs.Add((points[1], points[2]), points[0]);
                    break;
            }
        }

        // The first part may have parts of its own, the others have none.
        private int[] Whole(int point) => Parts.TryGetValue(point, out var parts) ? [.. Whole(parts[0]), .. parts[1..]] : [point];
    }
}
