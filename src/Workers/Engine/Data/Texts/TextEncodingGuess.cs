using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Which encoding a text file was written in: its mark, else how its bytes lie, else what they say in each code page.</summary>
/// <param name="Fits">The encodings in which it is text, the likeliest first.</param>
/// <param name="MarkBytes">Bytes of its mark, to be passed over.</param>
internal sealed record TextEncodingGuess(IReadOnlyList<TextEncoding> Fits, int MarkBytes)
{
    private const int MostLines = 2_000,
        MostParts = 400,
        LongestPart = 200,
        SampleBytes = 1 << 16;

    // Of lines that are not ASCII so many may be none in UTF-8: what another program broke is reported line by line.
    private const double BrokenShare = 0.05;

    public TextEncoding First => Fits[0];

    /// <summary><see cref="Fits"/>, with one that a person chose before them where it is not among them.</summary>
    public IReadOnlyList<TextEncoding> With(TextEncoding chosen) => Fits.Contains(chosen) ? Fits : [chosen, .. Fits];

    /// <summary>Of one file.</summary>
    /// <param name="open">Opens it from its beginning; called twice.</param>
    public static TextEncodingGuess Of(Func<Stream> open)
    {
        var sample = new byte[SampleBytes];
        int length;
        using (var stream = open())
        {
            length = stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        }
        if (Marked(sample.AsSpan(0, length)) is { } marked)
        {
            return marked;
        }
        if (Unmarked16(sample.AsSpan(0, length)) is { } utf16)
        {
            return new([utf16], 0);
        }
        var lines = new List<byte[]>();
        using (var stream = open())
        {
            foreach (var line in new ByteSplit(stream, 1, (byte)'\n', LongestPart * 100).Lines())
            {
                if (line.Bytes.Span.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0)
                {
                    lines.Add(line.Bytes.ToArray());
                    if (lines.Count == MostLines)
                    {
                        break;
                    }
                }
            }
        }
        return Of(lines);
    }

    /// <summary>Of lines, or whole small files, that are written alike.</summary>
    /// <param name="lines">Those that are not ASCII alone.</param>
    public static TextEncodingGuess Of(IReadOnlyList<byte[]> lines)
    {
        if (lines.Count == 0)
        {
            return new([TextEncoding.Utf8], 0);
        }
        var broken = lines.Count(line => TextEncoding.Utf8.Decode(line) is null);
        var fits = CodePageGuess.Order(Parts(lines)).Select(fit => TextEncoding.Of(fit.Page)).ToList();
        if (broken <= lines.Count * BrokenShare && (broken == 0 || lines.Count >= 20))
        {
            fits.Insert(0, TextEncoding.Utf8);
        }
        else if (IsMostlyAscii(lines))
        {
            // A character here and there among ASCII: pounds, quotes and accents, not words of another script.
            var western = fits.FindIndex(fit => fit.Name == "windows-1252");
            if (western > 0)
            {
                fits.Insert(0, fits[western]);
            }
        }
        if (fits.Count == 0)
        {
            // In none without fault: the one with the fewest.
            fits.Add(TextEncoding.Of(CodePage.All.MinBy(page => lines.Count(line => page.Decode(line) is null))!));
        }
        return new([.. fits.Distinct()], 0);
    }

    private static TextEncodingGuess? Marked(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? new([TextEncoding.Utf8], 3)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? new([TextEncoding.Utf16LittleEndian], 2)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? new([TextEncoding.Utf16BigEndian], 2)
        : null;

    // UTF-16 of any table has zeros, in line feeds, separators and digits, and all of them on one side.
    private static TextEncoding? Unmarked16(ReadOnlySpan<byte> bytes)
    {
        Span<int> zeros = [0, 0];
        for (var i = 0; i < bytes.Length; i++)
        {
            zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
        }
        var (even, odd) = (zeros[0], zeros[1]);
        if (Math.Max(even, odd) < Math.Max(2, bytes.Length / 500) || Math.Min(even, odd) * 20 > Math.Max(even, odd))
        {
            return null;
        }
        var encoding = odd > even ? TextEncoding.Utf16LittleEndian : TextEncoding.Utf16BigEndian;
        // The sample may end within a character.
        var whole = bytes[..(bytes.Length & ~1)];
        return (encoding.Decode(whole) ?? encoding.Decode(whole[..Math.Max(0, whole.Length - 2)])) is { } text && text.Count(c => c == 0) <= text.Length / 100
            ? encoding
            : null;
    }

    private static bool IsMostlyAscii(IReadOnlyList<byte[]> lines)
    {
        long high = 0,
            all = 0,
            runs = 0;
        foreach (var line in lines)
        {
            all += line.Length;
            var isHigh = false;
            foreach (var c in line)
            {
                high += c >= 0x80 ? 1 : 0;
                runs += c >= 0x80 && !isHigh ? 1 : 0;
                isHigh = c >= 0x80;
            }
        }
        return high * 8 < all && high < runs * 3;
    }

    // Pieces between characters that are half of no other: what a code page makes of each is judged alone.
    private static List<byte[]> Parts(IReadOnlyList<byte[]> lines)
    {
        var parts = new List<byte[]>();
        var step = Math.Max(1, lines.Count / MostParts);
        for (var at = 0; at < lines.Count && parts.Count < MostParts; at += step)
        {
            ReadOnlySpan<byte> line = lines[at];
            foreach (var range in line.SplitAny((byte)' ', (byte)',', (byte)'"', (byte)'\t', (byte)'\r', (byte)'\n', (byte)';', (byte)'.', (byte)'/'))
            {
                var part = line[range];
                if (part.Length <= LongestPart && part.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0)
                {
                    parts.Add(part.ToArray());
                    if (parts.Count == MostParts)
                    {
                        break;
                    }
                }
            }
        }
        if (parts.Count == 0)
        {
            parts.AddRange(lines.Take(MostParts).Select(line => line[..Math.Min(line.Length, LongestPart)]));
        }
        return parts;
    }
}
