using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>The run and the epoch that a draft goes on from.</summary>
/// <param name="Number">The run's.</param>
/// <param name="Spec">The run's.</param>
public sealed record DraftBranch(int Number, TrainingSpec Spec, BranchPlace Place)
{
    /// <summary>What a draft changes of that run.</summary>
    public BranchChanges With(TrainingSpec draft) => new(Spec, draft);
}
