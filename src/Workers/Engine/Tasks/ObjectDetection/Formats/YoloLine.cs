using System.Globalization;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>A line of YOLO's text: a class, then the box's middle, width and height as shares of the picture, perhaps with a confidence behind them; or the
/// points of an outline.</summary>
internal static class YoloLine
{
    private static readonly char[] Between = [' ', '\t', ',', ';'];

    /// <summary>All numbers of a line; null where something else stands in it.</summary>
    public static double[]? Numbers(string line)
    {
        var fields = Fields(line);
        var numbers = new double[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            if (!double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }
        return numbers;
    }

    /// <summary>The class as it is written, and the box; null where the line is neither a box nor an outline.</summary>
    /// <param name="hasKeyPoints">Whether points of the object stand behind the box.</param>
    public static (string Class, ObjectBox Box, bool IsOutline)? Read(string line, bool hasKeyPoints)
    {
        var fields = Fields(line);
        if (fields.Length < 5 || Numbers(string.Join(' ', fields[1..])) is not { } numbers)
        {
            return null;
        }
        if (fields.Length <= 6 || hasKeyPoints)
        {
            var (x, y, halfWidth, halfHeight) = (numbers[0], numbers[1], numbers[2] / 2, numbers[3] / 2);
            return (fields[0], new ObjectBox(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight), false);
        }
        // A confidence may stand behind the points too.
        var points = numbers.AsSpan(0, numbers.Length / 2 * 2);
        var (left, top, right, bottom) = (points[0], points[1], points[0], points[1]);
        for (var i = 2; i < points.Length; i += 2)
        {
            (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
            (top, bottom) = (Math.Min(top, points[i + 1]), Math.Max(bottom, points[i + 1]));
        }
        return (fields[0], new ObjectBox(left, top, right, bottom), true);
    }

    private static string[] Fields(string line) => line.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
