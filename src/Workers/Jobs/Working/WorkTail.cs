using System.Text;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Lines that a growing file gained.</summary>
/// <param name="Bytes">How many bytes these lines take, with their ends.</param>
/// <param name="TooLong">A line has more bytes than allowed; it is cut.</param>
internal sealed record WorkTail(IReadOnlyList<string> Lines, long Bytes, bool TooLong)
{
    private const int Piece = 1 << 16;

    // Enough for a batch; what is left is read in the next round.
    private const int Enough = 4 << 20;

    /// <summary>Reads up to the last line's end: a line or character cut in two is read whole next time.</summary>
    /// <param name="toTheEnd">Nothing more will come: what stands behind the last line's end is a line, too.</param>
    public static async Task<WorkTail> ReadAsync(Stream stream, int longestLine, bool toTheEnd)
    {
        await using (stream)
        {
            if (stream.Position >= stream.Length)
                return new([], 0, false);
            using var bytes = new MemoryStream();
            var buffer = new byte[Piece];
            int read,
                end = 0;
            while ((read = await stream.ReadAsync(buffer)) > 0)
            {
                var last = buffer.AsSpan(0, read).LastIndexOf((byte)'\n');
                if (last >= 0)
                    end = (int)bytes.Length + last + 1;
                bytes.Write(buffer, 0, read);
                if (end > 0 && bytes.Length >= Enough)
                    break;
                if (bytes.Length - end > longestLine)
                    return new(Split(bytes, end), end, true);
            }
            if (toTheEnd && read == 0)
                end = (int)bytes.Length;
            return new(Split(bytes, end), end, false);
        }
    }

    private static string[] Split(MemoryStream bytes, int end) => end == 0 ? [] : Encoding.UTF8.GetString(bytes.GetBuffer(), 0, end).TrimEnd('\n').Split('\n');
}
