using System.Globalization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// A picture's objects as the list of numbers that manifests and predictions hold as <c>target</c>: width and height, then for each object class, x1, y1, x2,
/// y2, area and flags (1 crowd, 2 difficult).
/// </summary>
public static class ObjectRow
{
    private const int Head = 2,
        Each = 7,
        Crowd = 1,
        Difficult = 2;

    public static double[] Write(PictureObjects picture)
    {
        var row = new double[Head + (Each * picture.Objects.Count)];
        (row[0], row[1]) = (picture.Width, picture.Height);
        var at = Head;
        foreach (var found in picture.Objects)
        {
            row[at++] = found.Class;
            row[at++] = found.Box.X1;
            row[at++] = found.Box.Y1;
            row[at++] = found.Box.X2;
            row[at++] = found.Box.Y2;
            row[at++] = found.Area;
            row[at++] = (found.IsCrowd ? Crowd : 0) + (found.IsDifficult ? Difficult : 0);
        }
        return row;
    }

    /// <param name="classes">How many names there are.</param>
    /// <exception cref="RefusedException">The numbers are none of these.</exception>
    public static PictureObjects Read(IReadOnlyList<double> row, int classes)
    {
        if (Fault(row, classes) is { } fault)
            throw new RefusedException(new Refusal("objects.target", ("expected", fault.Expected), ("received", fault.Received)));
        return Parse(row);
    }

    /// <summary>The objects of a list that has no <see cref="Fault"/>.</summary>
    internal static PictureObjects Parse(IReadOnlyList<double> row)
    {
        var objects = new TrueObject[(row.Count - Head) / Each];
        for (var i = 0; i < objects.Length; i++)
        {
            var at = Head + (Each * i);
            var flags = (int)row[at + 6];
            objects[i] = new((int)row[at], new(row[at + 1], row[at + 2], row[at + 3], row[at + 4]), row[at + 5])
            {
                IsCrowd = (flags & Crowd) != 0,
                IsDifficult = (flags & Difficult) != 0,
            };
        }
        return new((int)row[0], (int)row[1], objects);
    }

    /// <summary>What is wrong with such a list; null for nothing.</summary>
    public static (Refusal Expected, string Received)? Fault(IReadOnlyList<double> row, int classes)
    {
        if (row.Count < Head || (row.Count - Head) % Each != 0)
            return (new("objects.expected.target"), $"{row.Count}");
        for (var i = 0; i < row.Count; i++)
            if (!double.IsFinite(row[i]))
                return (RowChecks.Finite, RowChecks.Text(row[i]));
        if (!IsWhole(row[0], 1, int.MaxValue) || !IsWhole(row[1], 1, int.MaxValue))
            return (new("objects.expected.size"), Text(row, 0, Head));
        for (var at = Head; at < row.Count; at += Each)
        {
            if (!IsWhole(row[at], 0, classes - 1))
                return (new("objects.expected.class", ("most", $"{classes - 1}")), RowChecks.Text(row[at]));
            if (row[at + 3] < row[at + 1] || row[at + 4] < row[at + 2])
                return (new("objects.expected.box"), Text(row, at + 1, 4));
            if (row[at + 5] < 0)
                return (new("objects.expected.area"), RowChecks.Text(row[at + 5]));
            if (!IsWhole(row[at + 6], 0, Crowd + Difficult))
                return (new("objects.expected.flags"), RowChecks.Text(row[at + 6]));
        }
        return null;
    }

    internal static bool IsWhole(double value, int low, int high) => value >= low && value <= high && value == Math.Floor(value);

    internal static string Text(IReadOnlyList<double> row, int from, int count) =>
        string.Join(", ", Enumerable.Range(from, count).Select(i => row[i].ToString(CultureInfo.InvariantCulture)));
}
