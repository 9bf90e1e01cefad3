namespace MlOpsDashboard.Core.Evaluation;

/// <summary>Precision, recall and F1 as scikit-learn has them with <c>zero_division=0</c>: 0 where one is not defined.</summary>
internal readonly record struct PrecisionRecallF1(double Precision, double Recall, double F1)
{
    /// <param name="hits">Predicted and true.</param>
    /// <param name="claimed">Predicted.</param>
    /// <param name="support">True.</param>
    public static PrecisionRecallF1 Of(double hits, double claimed, double support) =>
        new(Share(hits, claimed), Share(hits, support), Share(2 * hits, claimed + support));

    /// <summary>Mean with weights; 0 where they sum to 0, null for none at all.</summary>
    public static PrecisionRecallF1? Mean(IReadOnlyList<PrecisionRecallF1> of, Func<int, double> weight)
    {
        if (of.Count == 0)
            return null;
        double precision = 0,
            recall = 0,
            f1 = 0,
            total = 0;
        for (var i = 0; i < of.Count; i++)
        {
            var w = weight(i);
            precision += w * of[i].Precision;
            recall += w * of[i].Recall;
            f1 += w * of[i].F1;
            total += w;
        }
        return new(Share(precision, total), Share(recall, total), Share(f1, total));
    }

    public static double Share(double part, double whole) => whole == 0 ? 0 : part / whole;
}
