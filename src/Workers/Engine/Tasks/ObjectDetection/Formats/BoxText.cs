using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Small text files of labelling programs, line by line.</summary>
internal static class BoxText
{
    private const long MostBytes = 64L << 20;
    private const int LongestLine = 1 << 20;

    /// <summary>Without their ends; none of the file's lines is longer than it may be.</summary>
    /// <exception cref="RefusedException">It can't be read, or has a line without end.</exception>
    public static IEnumerable<string> Lines(IAnnotationSource source, string file)
    {
        using var reader = new StreamReader(source.Open(file, MostBytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var line = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = reader.Read(buffer)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                var c = buffer[i];
                if (c is '\n' or '\r')
                {
                    if (line.Length > 0 || c == '\n')
                    {
                        yield return line.ToString();
                    }
                    line.Clear();
                }
                else if (line.Length == LongestLine)
                {
                    throw new RefusedException(new Refusal("boxes.text.line", ("most", LongestLine), ("file", file)));
                }
                else
                {
                    line.Append(c);
                }
            }
        }
        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
