using System.Text;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Code points, each with where in a text it comes from.</summary>
internal sealed class MappedText(int capacity)
{
    private readonly List<(int Point, int Start, int End)> points = new(capacity);

    public int Count => points.Count;

    public int this[int index] => points[index].Point;

    /// <summary>A text as it stands. A surrogate that stands alone becomes U+FFFD.</summary>
    public static MappedText Of(string text)
    {
        var mapped = new MappedText(text.Length);
        for (var at = 0; at < text.Length; )
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            mapped.Add(rune.Value, at, at + length);
            at += length;
        }
        return mapped;
    }

    public void Add(int point, int start, int end) => points.Add((point, start, end));

    /// <summary>A code point that comes from the same place as one of another text.</summary>
    public void Add(int point, MappedText source, int index) => points.Add((point, source.points[index].Start, source.points[index].End));

    /// <summary>Where the code points from <paramref name="from"/> to before <paramref name="to"/> stand in the text, in UTF-16 units.</summary>
    public (int Start, int End) Span(int from, int to) => (points[from].Start, points[to - 1].End);

    public string Text(int from, int to)
    {
        var text = new StringBuilder(to - from);
        for (var i = from; i < to; i++)
            text.Append(new Rune(points[i].Point).ToString());
        return text.ToString();
    }
}
