namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>A text cut into lines where Python's str.splitlines cuts, since that is how Keras reads its assets.</summary>
internal static class PythonLines
{
    private static readonly char[] Ends = ['\n', '\r', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029'];

    public static List<string> Split(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length; )
        {
            var end = text.IndexOfAny(Ends, at);
            lines.Add(end < 0 ? text[at..] : text[at..end]);
            at = end < 0 ? text.Length : end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
        }

        return lines;
    }
}
