namespace MlOpsDashboard.Core.Evaluation;

/// <summary>Examples by falling score: areas under curves, and the threshold with the highest F1. Sorted once, measured over any of the examples.</summary>
internal sealed class Ranking
{
    private readonly int[] _order;
    private readonly double[] _scores;

    public Ranking(IEnumerable<double> scores)
    {
        // Ascending by the negative: descending by score.
        _scores = [.. scores.Select(s => -s)];
        _order = [.. Enumerable.Range(0, _scores.Length)];
        Array.Sort(_scores, _order);
    }

    /// <summary>Area under the ROC curve, ties counted one half (null where all are positive or none), and average precision without interpolation (null where
    /// none is positive).</summary>
    /// <param name="positive">By example.</param>
    /// <param name="counts">How often each example counts; null for once.</param>
    public (double? RocAuc, double? AveragePrecision) Areas(Func<int, bool> positive, int[]? counts = null)
    {
        double all = 0,
            positives = 0;
        for (var i = 0; i < _order.Length; i++)
        {
            double count = counts?[i] ?? 1;
            all += count;
            positives += positive(i) ? count : 0;
        }
        var negatives = all - positives;
        double pairs = 0,
            precision = 0,
            hits = 0,
            claimed = 0;
        foreach (var (from, to) in Groups())
        {
            double right = 0,
                wrong = 0;
            for (var k = from; k < to; k++)
            {
                double count = counts?[_order[k]] ?? 1;
                if (positive(_order[k]))
                    right += count;
                else
                    wrong += count;
            }
            pairs += wrong * (hits + (right / 2));
            hits += right;
            claimed += right + wrong;
            if (right > 0)
                precision += right * hits / claimed;
        }
        return (positives == 0 || negatives == 0 ? null : pairs / (positives * negatives), positives == 0 ? null : precision / positives);
    }

    /// <summary>Where predicted means a score of at least the threshold: the score with the highest F1, of equals the higher; null where none is
    /// positive.</summary>
    public (double Threshold, double F1)? BestThreshold(Func<int, bool> positive)
    {
        var support = _order.Count(positive);
        if (support == 0)
            return null;
        (double Threshold, double F1) best = (double.NaN, -1);
        foreach (var (threshold, hits, claimed) in Cuts(positive))
        {
            var f1 = PrecisionRecallF1.Of(hits, claimed, support).F1;
            if (f1 > best.F1)
                best = (threshold, f1);
        }
        return best;
    }

    /// <summary>What is predicted from each score on, the highest first: so many examples, so many of them positive.</summary>
    /// <param name="positive">By example.</param>
    public IEnumerable<(double Threshold, int Hits, int Claimed)> Cuts(Func<int, bool> positive)
    {
        var hits = 0;
        foreach (var (from, to) in Groups())
        {
            for (var k = from; k < to; k++)
                hits += positive(_order[k]) ? 1 : 0;
            yield return (-_scores[from], hits, to);
        }
    }

    // Runs of equal scores.
    private IEnumerable<(int From, int To)> Groups()
    {
        for (var from = 0; from < _order.Length; )
        {
            var to = from + 1;
            while (to < _order.Length && _scores[to] == _scores[from])
                to++;
            yield return (from, to);
            from = to;
        }
    }
}
