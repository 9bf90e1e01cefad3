namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>A file that is one text.</summary>
internal static class TextFile
{
    /// <summary>Most bytes of one.</summary>
    public const int MostBytes = 4 * TextTable.LongestText;

    /// <summary>The bytes of a file that is small enough; null of a larger one.</summary>
    public static byte[]? Bytes(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            return null;
        }
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>How files that are written alike are to be read, by a sample of them.</summary>
    public static TextEncoding Encoding(IEnumerable<byte[]> files) => Guess(files).First;

    /// <inheritdoc cref="Encoding"/>
    public static TextEncodingGuess Guess(IEnumerable<byte[]> files)
    {
        var odd = new List<byte[]>();
        foreach (var bytes in files)
        {
            var guess = TextEncodingGuess.Of(() => new MemoryStream(bytes));
            if (guess.MarkBytes > 0 || guess.First.Unit == 2)
            {
                return guess;
            }
            if (bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)0x7F) >= 0)
            {
                odd.Add(bytes);
            }
        }
        return TextEncodingGuess.Of(odd);
    }

    /// <summary>The text, or why it is none (<see cref="RowFaults"/>).</summary>
    /// <param name="bytes">Null of a file that is too large.</param>
    public static (string? Text, string? Fault) Read(byte[]? bytes, TextEncoding encoding)
    {
        if (bytes is null)
        {
            return (null, RowFaults.TooLong);
        }
        ReadOnlySpan<byte> mark =
            encoding.Unit == 2
                ? encoding.IsBigEndian
                    ? [0xFE, 0xFF]
                    : [0xFF, 0xFE]
                : encoding == TextEncoding.Utf8
                    ? [0xEF, 0xBB, 0xBF]
                    : [];
        var body = mark.Length > 0 && bytes.AsSpan().StartsWith(mark) ? bytes.AsSpan(mark.Length) : bytes;
        return encoding.Decode(body) is not { } text ? (null, RowFaults.Encoding)
            : text.Contains('\0', StringComparison.Ordinal) ? (null, RowFaults.Control)
            : string.IsNullOrWhiteSpace(text) ? (null, RowFaults.Empty)
            : text.Length > TextTable.LongestText ? (null, RowFaults.TooLong)
            : (text, null);
    }
}
