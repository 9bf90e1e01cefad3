using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>How one label comes out at any threshold: its precision-recall curve.</summary>
public sealed class LabelCurve
{
    private readonly int _support;

    /// <param name="predictions">Of several labels, whose outputs are probabilities.</param>
    /// <param name="label">Its place among the names.</param>
    public LabelCurve(Predictions predictions, int label)
    {
        var rows = predictions.Rows;
        bool Has(int row) => rows[row].Target[label] == 1;
        _support = Enumerable.Range(0, rows.Count).Count(Has);
        Cuts = [.. new Ranking(rows.Select(row => row.Output[label])).Cuts(Has).Select(cut => new LabelCut(cut.Threshold, cut.Hits, cut.Claimed, _support))];
    }

    /// <summary>At each probability that occurs, the highest first.</summary>
    public IReadOnlyList<LabelCut> Cuts { get; }

    /// <summary>Where the label is predicted from this probability on.</summary>
    public LabelCut At(double threshold)
    {
        // The last of those that are high enough.
        var (low, high) = (0, Cuts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Cuts[middle].Threshold >= threshold)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? new(threshold, 0, 0, _support) : Cuts[low - 1] with { Threshold = threshold };
    }
}
