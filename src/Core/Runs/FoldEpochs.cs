using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>
/// How the epochs of a cross-validated run stand in one row: fold f's epoch e is epoch f * E + e, E being what a fold plans. So progress, order and
/// "epochs replace epochs" hold for the run as a whole; a fold that stops early leaves a gap.
/// </summary>
public static class FoldEpochs
{
    /// <summary>The event as it counts in the run: an event without a fold stays as it is.</summary>
    public static RunEvent InRun(RunEvent e, TrainingSpec spec) =>
        e.Fold is not { } fold
            ? e
            : e switch
            {
                EpochEvent epoch => epoch with { Epoch = epoch.Epoch + (fold * spec.TotalEpochs) },
                ProgressEvent progress => progress with { Epoch = progress.Epoch + (fold * spec.TotalEpochs) },
                CheckpointEvent checkpoint => checkpoint with { Epoch = checkpoint.Epoch + (fold * spec.TotalEpochs) },
                FinishedEvent { BestEpoch: { } best } finished => finished with { BestEpoch = best + (fold * spec.TotalEpochs) },
                _ => e,
            };

    /// <summary>The fold of a run's epoch; 0 where there is one split.</summary>
    public static int FoldOf(int epoch, TrainingSpec spec) => spec.CrossValidation is null ? 0 : epoch / Math.Max(1, spec.TotalEpochs);

    /// <summary>A cross-validated run's curves apart, one a fold, epochs counted within it.</summary>
    public static IReadOnlyList<RunCurves> Apart(RunCurves curves, TrainingSpec spec)
    {
        var perFold = Math.Max(1, spec.TotalEpochs);
        return
        [
            .. Enumerable
                .Range(0, curves.Epochs.Count)
                .GroupBy(i => curves.Epochs[i] / perFold)
                .OrderBy(g => g.Key)
                .Select(g =>
                {
                    var at = g.ToList();
                    IReadOnlyList<T> Pick<T>(IReadOnlyList<T> all) => [.. at.Select(i => all[i])];
                    var begin = at[0] == 0 ? 0 : curves.ElapsedSeconds[at[0] - 1];
                    return curves with
                    {
                        Number = g.Key + 1,
                        Name = $"Fold {g.Key + 1}",
                        Epochs = [.. at.Select(i => curves.Epochs[i] - (g.Key * perFold))],
                        Metrics = [.. curves.Metrics.Select(m => m with { Values = Pick(m.Values) })],
                        LearningRate = Pick(curves.LearningRate),
                        Seconds = Pick(curves.Seconds),
                        Stage = Pick(curves.Stage),
                        ElapsedSeconds = [.. at.Select(i => curves.ElapsedSeconds[i] - begin)],
                        BestEpoch = curves.BestEpoch is { } best && best / perFold == g.Key ? best - (g.Key * perFold) : null,
                        RateDrops = [.. curves.RateDrops.Where(e => e / perFold == g.Key).Select(e => e - (g.Key * perFold))],
                    };
                }),
        ];
    }
}
