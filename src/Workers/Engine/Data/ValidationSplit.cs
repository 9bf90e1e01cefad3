using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Training and validation pictures, in order.</summary>
public sealed record ValidationSplit(LabelledFiles Training, LabelledFiles Validation)
{
    /// <summary>
    /// Splits as the source says where it names pictures for validation; else as Keras does: files are shuffled with NumPy's <c>RandomState(seed)</c> (unless <paramref name="shuffle"/> is false), and
    /// the last <c>int(fraction * n)</c> are for validation; stratified, the last <c>int(fraction * n)</c> of each stratum, one at least.
    /// </summary>
    /// <param name="strata">Of <paramref name="all"/>; null for a split that is not stratified.</param>
    /// <exception cref="RefusedException">A part would be empty.</exception>
    public static ValidationSplit Of(LabelledFiles all, double fraction, long seed, bool shuffle = true, Strata? strata = null)
    {
        if (all.Files.Any(file => file.Part == DatasetPart.Validation))
        {
            return AsGiven(all);
        }
        var order = Enumerable.Range(0, all.Files.Count).ToArray();
        if (shuffle)
        {
            new RandomState(seed).Shuffle<int>(order);
        }
        if (strata is not null)
        {
            return Stratified(all, order, fraction, strata);
        }
        LabelledFile[] files = [.. order.Select(i => all.Files[i])];
        var validation = (int)(fraction * files.Length);
        if (validation == 0 || validation == files.Length)
        {
            throw new RefusedException(
                $"Expected a validation split that leaves pictures on both sides. Received: {fraction} of {files.Length} pictures.");
        }
        return new ValidationSplit(
            all with { Files = files[..^validation] },
            all with { Files = files[^validation..] });
    }

    private static ValidationSplit Stratified(LabelledFiles all, int[] order, double fraction, Strata strata)
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
            throw new RefusedException($"Expected pictures of each class on both sides of a stratified split of {fraction}. Received: {order.Count(i => strata.Of[i] == small)} of \"{names[small]}\".");
        }
        var (training, validation) = (new List<LabelledFile>(), new List<LabelledFile>());
        foreach (var i in order)
        {
            (left[strata.Of[i]]-- > 0 ? training : validation).Add(all.Files[i]);
        }
        return training.Count > 0 && validation.Count > 0
            ? new ValidationSplit(all with { Files = training }, all with { Files = validation })
            : throw new RefusedException($"Expected a validation split that leaves pictures on both sides. Received: {fraction} of {all.Files.Count} pictures.");
    }

    private static ValidationSplit AsGiven(LabelledFiles all)
    {
        LabelledFile[] training = [.. all.Files.Where(file => file.Part is null or DatasetPart.Training)];
        LabelledFile[] validation = [.. all.Files.Where(file => file.Part == DatasetPart.Validation)];
        return training.Length > 0
            ? new ValidationSplit(all with { Files = training }, all with { Files = validation })
            : throw new RefusedException($"Expected pictures for training where the split is given. Received: none, and {validation.Length} for validation.");
    }
}
