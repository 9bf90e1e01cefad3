using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Rows of a data source for training and for validation, in order.</summary>
public sealed record ValidationSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation)
{
    /// <summary>
    /// Splits as the source says where it names examples for validation; else as Keras does: rows are shuffled with NumPy's <c>RandomState(seed)</c> (unless
    /// <paramref name="shuffle"/> is false), and
    /// the last <c>int(fraction * n)</c> are for validation; stratified, the last <c>int(fraction * n)</c> of each stratum, one at least.
    /// </summary>
    /// <param name="parts">Of each row: one of <see cref="DatasetPart"/>, or null.</param>
    /// <param name="strata">Of the rows; null for a split that is not stratified.</param>
    /// <exception cref="RefusedException">A part would be empty.</exception>
    public static ValidationSplit Of(IReadOnlyList<string?> parts, double fraction, long seed, bool shuffle = true, Strata? strata = null)
    {
        if (parts.Contains(DatasetPart.Validation))
        {
            return AsGiven(parts);
        }
        var order = Enumerable.Range(0, parts.Count).ToArray();
        if (shuffle)
        {
            new RandomState(seed).Shuffle<int>(order);
        }
        if (strata is not null)
        {
            return Stratified(order, fraction, strata);
        }
        var validation = (int)(fraction * order.Length);
        return validation > 0 && validation < order.Length
            ? new ValidationSplit(order[..^validation], order[^validation..])
            : throw OneSided(fraction, order.Length);
    }

    private static ValidationSplit Stratified(int[] order, double fraction, Strata strata)
    {
        var left = new Dictionary<int, int>();
        var rest = 0.0;
        foreach (var (stratum, count) in order.CountBy(i => strata.Of[i]).OrderBy(pair => pair.Key))
        {
            // Of strata without names what is left of one's share goes to the next: many small ones together still give theirs.
            var share = (fraction * count) + (strata.Names is null ? rest : 0);
            var taken = strata.Names is null ? (int)(share + 1e-9) : Math.Max(1, (int)share);
            (left[stratum], rest) = (count - taken, share - taken);
        }
        if (strata.Names is { } names && left.Where(stratum => stratum.Value < 1).Select(stratum => (int?)stratum.Key).FirstOrDefault() is { } small)
        {
            throw new RefusedException(
                new Refusal("data.split.stratified", ("fraction", fraction), ("received", order.Count(i => strata.Of[i] == small)), ("class", names[small]))
            );
        }
        var (training, validation) = (new List<int>(), new List<int>());
        foreach (var i in order)
        {
            (left[strata.Of[i]]-- > 0 ? training : validation).Add(i);
        }
        return training.Count > 0 && validation.Count > 0 ? new ValidationSplit(training, validation) : throw OneSided(fraction, order.Length);
    }

    private static ValidationSplit AsGiven(IReadOnlyList<string?> parts)
    {
        int[] training = [.. Enumerable.Range(0, parts.Count).Where(i => parts[i] is null or DatasetPart.Training)];
        int[] validation = [.. Enumerable.Range(0, parts.Count).Where(i => parts[i] == DatasetPart.Validation)];
        return training.Length > 0
            ? new ValidationSplit(training, validation)
            : throw new RefusedException(new Refusal("data.split.noTraining", ("validation", validation.Length)));
    }

    private static RefusedException OneSided(double fraction, int count) => new(new Refusal("data.split.oneSided", ("fraction", fraction), ("count", count)));
}
