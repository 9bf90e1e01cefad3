using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What a run must beat: its input's baseline (<see cref="IInputCard.Baseline"/>) on the same split with the same seed.</summary>
public static class Baselines
{
    /// <summary>Null where the input has none, and of a run that is one.</summary>
    /// <param name="examples">Of the dataset's version, with those of the test; null where that is not known.</param>
    public static TrainingSpec? Of(TrainingSpec spec, int? examples = null, PartCounts? parts = null) =>
        InputCards
            .Of(spec)
            .Baseline(
                spec,
                examples is { } all
                    ? Math.Max(1, (int)Math.Ceiling(SplitCounts.Of(all, parts, spec.Data.ValidationSplit).Training / (double)new DataSpec().BatchSize))
                    : null
            );

    /// <summary>Whether a run on the same version learns and is judged as another: task, classes, split and seed.</summary>
    public static bool IsAlike(TrainingSpec run, TrainingSpec other) =>
        run.Task == other.Task
        && run.Seed == other.Seed
        && run.Data.Seed == other.Data.Seed
        && run.Data.ValidationSplit.Equals(other.Data.ValidationSplit)
        && (run.Data.Stratified is true) == (other.Data.Stratified is true)
        && (run.Data.ClassNames ?? []).SequenceEqual(other.Data.ClassNames ?? [])
        && Equals(run.CrossValidation, other.CrossValidation);

    /// <summary>The same question twice gives the same key, so that it starts one run.</summary>
    /// <param name="after">The newest that failed or was cancelled: what comes after it is another.</param>
    public static Guid Key(DatasetVersionId dataset, TrainingSpec baseline, RunId? after) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"baseline {dataset} {after} {TrainingSpecJson.WriteComplete(baseline)}")).AsSpan(0, 16));
}
