using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Branches;

/// <summary>Where a branch leaves the run it goes on from.</summary>
/// <param name="Epochs">Epochs that were done, counted through all stages; at least 1.</param>
/// <param name="Stage">The stage of the last of them, from 0.</param>
/// <param name="InStage">How many of them belong to that stage.</param>
public sealed record BranchPlace(int Epochs, int Stage, int InStage)
{
    /// <summary>The place after so many epochs of a run; null where it has not done them.</summary>
    public static BranchPlace? In(RunCurves curves, int epochs)
    {
        var at = curves.Epochs.ToList().IndexOf(epochs - 1);
        return at < 0 ? null : new(epochs, curves.Stage[at], curves.Stage.Take(at + 1).Count(stage => stage == curves.Stage[at]));
    }
}
