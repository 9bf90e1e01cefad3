using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>How often each class is true, predicted, and both; and what follows from that alone.</summary>
internal sealed class ClassCounts
{
    /// <param name="counts">How often each row counts; null for once.</param>
    public ClassCounts(ClassRows rows, int[]? counts = null)
    {
        (Support, Claimed, Hits) = (new int[rows.Classes], new int[rows.Classes], new int[rows.Classes]);
        for (var i = 0; i < rows.Count; i++)
        {
            var count = counts?[i] ?? 1;
            Support[rows.Actual[i]] += count;
            Claimed[rows.Predicted[i]] += count;
            if (rows.Actual[i] == rows.Predicted[i])
                Hits[rows.Actual[i]] += count;
            Total += count;
        }
        PerClass = [.. Enumerable.Range(0, rows.Classes).Select(c => PrecisionRecallF1.Of(Hits[c], Claimed[c], Support[c]))];
    }

    public int Total { get; }

    public int[] Support { get; }

    public int[] Claimed { get; }

    public int[] Hits { get; }

    public PrecisionRecallF1[] PerClass { get; }

    public double? Accuracy => Total == 0 ? null : (double)Hits.Sum() / Total;

    /// <summary>Mean over all classes, those that are absent too.</summary>
    public PrecisionRecallF1? Macro => Total == 0 ? null : PrecisionRecallF1.Mean(PerClass, _ => 1);

    /// <summary>Mean over the classes that are true or predicted somewhere.</summary>
    public PrecisionRecallF1? MacroSeen => Total == 0 ? null : PrecisionRecallF1.Mean(PerClass, c => Support[c] + Claimed[c] > 0 ? 1 : 0);

    public PrecisionRecallF1? Weighted => Total == 0 ? null : PrecisionRecallF1.Mean(PerClass, c => Support[c]);

    public PrecisionRecallF1? Micro => Total == 0 ? null : PrecisionRecallF1.Of(Hits.Sum(), Total, Total);

    /// <summary>Mean recall over the classes that occur.</summary>
    public double? BalancedAccuracy => RowMean.OfKnown(Enumerable.Range(0, PerClass.Length).Select(c => Support[c] == 0 ? (double?)null : PerClass[c].Recall));

    /// <summary>Matthews's coefficient for several classes (Gorodkin, 2004); 0 where its denominator is 0.</summary>
    public double? Mcc
    {
        get
        {
            if (Total == 0)
                return null;
            double n = Total,
                together = Support.Zip(Claimed, (t, p) => (double)t * p).Sum();
            var denominator = Math.Sqrt(((n * n) - Claimed.Sum(p => (double)p * p)) * ((n * n) - Support.Sum(t => (double)t * t)));
            return PrecisionRecallF1.Share((Hits.Sum() * n) - together, denominator);
        }
    }

    /// <summary>Cohen's kappa; null where agreement by chance is certain.</summary>
    public double? CohenKappa
    {
        get
        {
            if (Total == 0)
                return null;
            double n = Total,
                together = Support.Zip(Claimed, (t, p) => (double)t * p).Sum();
            return together == n * n ? null : ((Hits.Sum() * n) - together) / ((n * n) - together);
        }
    }

    /// <summary>Keras's balanced class weights: rows by classes that occur and the class's own rows; null for an absent class.</summary>
    public IEnumerable<double?> ClassWeight
    {
        get
        {
            var present = Support.Count(s => s > 0);
            return Support.Select(s => s == 0 ? (double?)null : (double)Total / ((double)present * s));
        }
    }
}
