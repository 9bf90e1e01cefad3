using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>Two reports of the same pictures, picture by picture; each shows objects from its own score on (<see cref="ObjectReport.ShownScore"/>).</summary>
/// <param name="Pictures">In the order of the first.</param>
public sealed record ObjectComparison(IReadOnlyList<ComparedObjects> Pictures)
{
    /// <summary>Null where the two are not of the same pictures with the same objects.</summary>
    public static ObjectComparison? Of(Predictions a, ObjectReport reportA, Predictions b, ObjectReport reportB) =>
        PairedComparison.Match(a, b) is not { } rowOfB
            ? null
            : new([.. rowOfB.Select((rowB, rowA) => Picture(a.Rows[rowA].Name, rowA, reportA, rowB, reportB))]);

    private static ComparedObjects Picture(string name, int rowA, ObjectReport reportA, int rowB, ObjectReport reportB)
    {
        var (a, b) = (reportA.Pictures[rowA], reportB.Pictures[rowB]);
        var (objectsA, objectsB) = (a.Objects(reportA.ShownScore), b.Objects(reportB.ShownScore));
        var (gained, lost, both, neither) = (new List<int>(), new List<int>(), 0, 0);
        for (var i = 0; i < objectsA.Count; i++)
        {
            if (objectsA[i] == ObjectOutcome.Ignored)
                continue;
            switch (objectsA[i] == ObjectOutcome.Right, objectsB[i] == ObjectOutcome.Right)
            {
                case (false, true):
                    gained.Add(i);
                    break;
                case (true, false):
                    lost.Add(i);
                    break;
                case (true, true):
                    both++;
                    break;
                default:
                    neither++;
                    break;
            }
        }
        return new(
            name,
            rowA,
            rowB,
            gained,
            lost,
            both,
            neither,
            a.Wrong(reportA.ShownScore),
            b.Wrong(reportB.ShownScore),
            b.F1(reportB.ShownScore) - a.F1(reportA.ShownScore)
        );
    }
}
