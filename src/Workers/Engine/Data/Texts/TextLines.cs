namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>The lines of a text file one at a time, each decoded by itself, so that one that is broken takes no other with it.</summary>
internal static class TextLines
{
    /// <summary>Most bytes of a line; of a longer one nothing is kept.</summary>
    public const int LongestLine = 4 << 20;

    private const int SampleBytes = 1 << 16;

    /// <param name="open">Opens the file from its beginning; called twice.</param>
    public static IEnumerable<TextLine> Of(Func<Stream> open, TextEncoding encoding, int markBytes)
    {
        var end = End(open, encoding, markBytes);
        using var stream = Opened(open, markBytes);
        foreach (var line in new ByteSplit(stream, encoding.Unit, end, LongestLine).Lines())
        {
            yield return Decoded(line, encoding);
        }
    }

    private static TextLine Decoded(ByteLine line, TextEncoding encoding) =>
        line.IsLong ? new(line.Number, "", RowFaults.TooLong)
        : encoding.Decode(line.Bytes.Span) is not { } text ? new(line.Number, "", RowFaults.Encoding)
        : text.Contains('\0', StringComparison.Ordinal) ? new(line.Number, "", RowFaults.Control)
        : new(line.Number, text, null);

    // Lines of old Macs end in a carriage return alone.
    private static ushort End(Func<Stream> open, TextEncoding encoding, int markBytes)
    {
        using var stream = Opened(open, markBytes);
        var sample = new byte[SampleBytes];
        var text = sample.AsSpan(0, stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false));
        var at = encoding.IsBigEndian ? 1 : 0;
        bool returns = false,
            feeds = false;
        for (; at < text.Length; at += encoding.Unit)
        {
            if (encoding.Unit == 2 && text[encoding.IsBigEndian ? at - 1 : Math.Min(at + 1, text.Length - 1)] != 0)
            {
                continue;
            }
            returns |= text[at] == '\r';
            feeds |= text[at] == '\n';
        }
        var end = returns && !feeds ? '\r' : '\n';
        return encoding.IsBigEndian ? (ushort)(end << 8) : end;
    }

    private static Stream Opened(Func<Stream> open, int markBytes)
    {
        var stream = open();
        stream.ReadExactly(new byte[markBytes]);
        return stream;
    }
}
