using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// What a network finds in a picture as the list of numbers that predictions hold as <c>output</c>: for each object class, score, x1, y1, x2, y2, in pixels of
/// the picture as given, the best score first.
/// </summary>
public static class DetectionRow
{
    private const int Each = 6;

    public static double[] Write(IReadOnlyList<DetectedObject> found)
    {
        var row = new double[Each * found.Count];
        for (var i = 0; i < found.Count; i++)
        {
            var at = Each * i;
            (row[at], row[at + 1]) = (found[i].Class, found[i].Score);
            (row[at + 2], row[at + 3], row[at + 4], row[at + 5]) = (found[i].Box.X1, found[i].Box.Y1, found[i].Box.X2, found[i].Box.Y2);
        }
        return row;
    }

    /// <param name="classes">How many names there are.</param>
    /// <exception cref="RefusedException">The numbers are none of these.</exception>
    public static IReadOnlyList<DetectedObject> Read(IReadOnlyList<double> row, int classes)
    {
        if (Fault(row, classes) is { } fault)
            throw new RefusedException(new Refusal("objects.output", ("expected", fault.Expected), ("received", fault.Received)));
        return Parse(row);
    }

    /// <summary>What a list holds that has no <see cref="Fault"/>.</summary>
    internal static IReadOnlyList<DetectedObject> Parse(IReadOnlyList<double> row)
    {
        var found = new DetectedObject[row.Count / Each];
        for (var i = 0; i < found.Length; i++)
        {
            var at = Each * i;
            found[i] = new((int)row[at], row[at + 1], new(row[at + 2], row[at + 3], row[at + 4], row[at + 5]));
        }
        return found;
    }

    /// <summary>What is wrong with such a list; null for nothing.</summary>
    public static (Refusal Expected, string Received)? Fault(IReadOnlyList<double> row, int classes)
    {
        if (row.Count % Each != 0)
            return (new("objects.expected.output"), $"{row.Count}");
        for (var i = 0; i < row.Count; i++)
            if (!double.IsFinite(row[i]))
                return (RowChecks.Finite, RowChecks.Text(row[i]));
        for (var at = 0; at < row.Count; at += Each)
        {
            if (!ObjectRow.IsWhole(row[at], 0, classes - 1))
                return (new("objects.expected.class", ("most", $"{classes - 1}")), RowChecks.Text(row[at]));
            if (row[at + 4] < row[at + 2] || row[at + 5] < row[at + 3])
                return (new("objects.expected.box"), ObjectRow.Text(row, at + 2, 4));
        }
        return null;
    }
}
