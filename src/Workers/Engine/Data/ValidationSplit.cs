using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Training and validation pictures, in order.</summary>
public sealed record ValidationSplit(LabelledFiles Training, LabelledFiles Validation)
{
    /// <summary>
    /// Splits as the source says where it does; else as Keras does: files are shuffled with NumPy's <c>RandomState(seed)</c> (unless <paramref name="shuffle"/> is false), and
    /// the last <c>int(fraction * n)</c> are for validation.
    /// </summary>
    /// <exception cref="RefusedException">A part would be empty.</exception>
    public static ValidationSplit Of(LabelledFiles all, double fraction, long seed, bool shuffle = true)
    {
        if (all.Files.Any(file => file.IsValidation is not null))
        {
            return AsGiven(all);
        }
        var files = all.Files.ToArray();
        if (shuffle)
        {
            new RandomState(seed).Shuffle<LabelledFile>(files);
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

    private static ValidationSplit AsGiven(LabelledFiles all)
    {
        LabelledFile[] training = [.. all.Files.Where(file => file.IsValidation is false)];
        LabelledFile[] validation = [.. all.Files.Where(file => file.IsValidation is true)];
        return training.Length > 0 && validation.Length > 0
            ? new ValidationSplit(all with { Files = training }, all with { Files = validation })
            : throw new RefusedException(
                $"Expected pictures for training and for validation in the column split. Received: {training.Length} for training, {validation.Length} for validation.");
    }
}
