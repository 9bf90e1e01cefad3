using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>One fold: places in the whole of what it trains on and what it is judged on.</summary>
public sealed record FoldSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation)
{
    /// <summary>
    /// k folds of all rows: shuffled with NumPy's <c>RandomState(seed)</c> as a single split is, then cut into k parts (scikit-learn's KFold), or dealt
    /// stratum by stratum so that every part holds them in proportion.
    /// </summary>
    /// <param name="parts">Of each row: one of <see cref="DatasetPart"/>, or null.</param>
    /// <param name="strata">Of the rows; null cuts without them.</param>
    /// <exception cref="RefusedException">Fewer rows than folds, in all or of a class; or a source that says itself which side a row is on.</exception>
    public static IReadOnlyList<FoldSplit> Of(IReadOnlyList<string?> parts, CrossValidationSpec folds, long seed, bool shuffle, Strata? strata)
    {
        if (parts.Contains(DatasetPart.Validation))
        {
            throw new RefusedException(new Refusal("data.folds.givenValidation"));
        }
        var order = Enumerable.Range(0, parts.Count).ToArray();
        if (shuffle)
        {
            new RandomState(seed).Shuffle<int>(order);
        }
        if (order.Length < folds.Folds)
        {
            throw new RefusedException(new Refusal("data.folds.fewerExamples", ("folds", folds.Folds), ("received", order.Length)));
        }
        var fold = strata is not null ? Dealt(strata, order, folds.Folds) : Cut(order, folds.Folds);
        return [.. Enumerable.Range(0, folds.Folds).Select(k => new FoldSplit([.. order.Where(i => fold[i] != k)], [.. order.Where(i => fold[i] == k)]))];
    }

    private static int[] Cut(int[] order, int folds)
    {
        var fold = new int[order.Length];
        // The first (n mod k) folds hold one more.
        var (size, rest) = (order.Length / folds, order.Length % folds);
        for (var at = 0; at < order.Length; at++)
        {
            fold[order[at]] = at < rest * (size + 1) ? at / (size + 1) : rest + ((at - (rest * (size + 1))) / size);
        }
        return fold;
    }

    private static int[] Dealt(Strata strata, int[] order, int folds)
    {
        var fold = new int[order.Length];
        var next = 0;
        for (var stratum = 0; stratum <= strata.Of.Max(); stratum++)
        {
            var own = order.Where(i => strata.Of[i] == stratum).ToArray();
            if (own.Length < folds && strata.Names is { } names)
            {
                throw new RefusedException(new Refusal("data.folds.fewerOfClass", ("folds", folds), ("received", own.Length), ("class", names[stratum])));
            }
            // Each stratum goes on where the last one stopped, so that the folds stay of one size.
            foreach (var i in own)
            {
                fold[i] = next++ % folds;
            }
        }
        return fold;
    }
}
