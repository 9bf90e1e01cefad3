using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Training and validation pictures, in order.</summary>
public sealed record ValidationSplit(LabelledFiles Training, LabelledFiles Validation)
{
    /// <summary>
    /// Splits as the source says where it names pictures for validation; else as Keras does: files are shuffled with NumPy's <c>RandomState(seed)</c> (unless <paramref name="shuffle"/> is false), and
    /// the last <c>int(fraction * n)</c> are for validation; stratified, the last <c>int(fraction * n)</c> of each class, one at least.
    /// </summary>
    /// <exception cref="RefusedException">A part would be empty.</exception>
    public static ValidationSplit Of(LabelledFiles all, double fraction, long seed, bool shuffle = true, bool stratified = false)
    {
        if (all.Files.Any(file => file.Part == DatasetPart.Validation))
        {
            return AsGiven(all);
        }
        var files = all.Files.ToArray();
        if (shuffle)
        {
            new RandomState(seed).Shuffle<LabelledFile>(files);
        }
        if (stratified)
        {
            return Stratified(all, files, fraction);
        }
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

    private static ValidationSplit Stratified(LabelledFiles all, LabelledFile[] files, double fraction)
    {
        var left = files.GroupBy(file => file.Label).ToDictionary(group => group.Key, group => group.Count() - Math.Max(1, (int)(fraction * group.Count())));
        if (files.FirstOrDefault(file => left[file.Label] < 1) is { Label: var label })
        {
            throw new RefusedException($"Expected pictures of each class on both sides of a stratified split of {fraction}. Received: {files.Count(file => file.Label == label)} of \"{all.ClassNames[label]}\".");
        }
        var (training, validation) = (new List<LabelledFile>(), new List<LabelledFile>());
        foreach (var file in files)
        {
            (left[file.Label]-- > 0 ? training : validation).Add(file);
        }
        return new ValidationSplit(all with { Files = training }, all with { Files = validation });
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
