using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>What follows from true and predicted labels alone.</summary>
internal sealed class LabelCounts
{
    private readonly double _rows;
    private readonly int _right;
    private readonly PrecisionRecallF1 _samples;

    /// <param name="counts">How often each row counts; null for once.</param>
    public LabelCounts(bool[][] truth, bool[][] predicted, int labels, int[]? counts = null)
    {
        (Support, Claimed, Hits) = (new int[labels], new int[labels], new int[labels]);
        double precision = 0,
            recall = 0,
            f1 = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var count = counts?[i] ?? 1;
            if (count == 0)
                continue;
            var (support, claimed, hits) = (0, 0, 0);
            for (var c = 0; c < labels; c++)
            {
                var (t, p) = (truth[i][c], predicted[i][c]);
                (support, claimed, hits) = (support + (t ? 1 : 0), claimed + (p ? 1 : 0), hits + (t && p ? 1 : 0));
                (Support[c], Claimed[c], Hits[c]) = (Support[c] + (t ? count : 0), Claimed[c] + (p ? count : 0), Hits[c] + (t && p ? count : 0));
            }
            var row = PrecisionRecallF1.Of(hits, claimed, support);
            (precision, recall, f1) = (precision + (count * row.Precision), recall + (count * row.Recall), f1 + (count * row.F1));
            Rows += count;
            _right += hits == claimed && hits == support ? count : 0;
        }
        _rows = Rows;
        _samples = new(precision / _rows, recall / _rows, f1 / _rows);
        PerLabel = [.. Enumerable.Range(0, labels).Select(c => PrecisionRecallF1.Of(Hits[c], Claimed[c], Support[c]))];
    }

    public int Rows { get; }

    public int[] Support { get; }

    public int[] Claimed { get; }

    public int[] Hits { get; }

    public PrecisionRecallF1[] PerLabel { get; }

    public PrecisionRecallF1? Micro =>
        Rows == 0 ? null : PrecisionRecallF1.Of(Hits.Sum(h => (double)h), Claimed.Sum(c => (double)c), Support.Sum(s => (double)s));

    public PrecisionRecallF1? Macro => Rows == 0 ? null : PrecisionRecallF1.Mean(PerLabel, _ => 1);

    /// <summary>By support.</summary>
    public PrecisionRecallF1? Weighted => Rows == 0 ? null : PrecisionRecallF1.Mean(PerLabel, c => Support[c]);

    /// <summary>Mean over rows; 0 for a row without labels, true or predicted, as scikit-learn has it.</summary>
    public PrecisionRecallF1? Samples => Rows == 0 ? null : _samples;

    /// <summary>Share of rows with every label right.</summary>
    public double? SubsetAccuracy => Rows == 0 ? null : _right / _rows;

    /// <summary>Share of labels that are wrong.</summary>
    public double? HammingLoss =>
        Rows == 0 ? null : Enumerable.Range(0, PerLabel.Length).Sum(c => (double)Support[c] + Claimed[c] - (2.0 * Hits[c])) / (_rows * PerLabel.Length);

    /// <summary>[[true negatives, false positives], [false negatives, true positives]] of a label.</summary>
    public int[][] Confusion(int c) =>
        [
            [Rows - Support[c] - Claimed[c] + Hits[c], Claimed[c] - Hits[c]],
            [Support[c] - Hits[c], Hits[c]],
        ];
}
