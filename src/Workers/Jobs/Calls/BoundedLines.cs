using System.Text;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>Reads lines of which at most so many characters are kept, however long they are.</summary>
internal sealed class BoundedLines(TextReader reader, int longest)
{
    private readonly char[] buffer = new char[4096];
    private int position,
        length;

    /// <returns>The next line, or null at the end.</returns>
    public async Task<string?> ReadAsync()
    {
        var line = new StringBuilder();
        var any = false;
        while (true)
        {
            if (position == length)
            {
                (position, length) = (0, await reader.ReadAsync(buffer));
                if (length == 0)
                    return any ? line.ToString() : null;
            }
            any = true;
            var end = Array.IndexOf(buffer, '\n', position, length - position);
            var stop = end < 0 ? length : end;
            line.Append(buffer, position, Math.Min(stop - position, Math.Max(0, longest - line.Length)));
            position = end < 0 ? length : end + 1;
            if (end >= 0)
                return line.ToString();
        }
    }
}
