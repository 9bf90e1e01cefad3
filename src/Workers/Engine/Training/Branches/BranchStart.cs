using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Training.Branches;

/// <summary>The state that a branch begins with.</summary>
/// <param name="Parent">The complete spec of the run that it leaves.</param>
/// <param name="State">That run's checkpoint after the epoch.</param>
/// <param name="Changes">What the branch changes.</param>
/// <param name="Replayed">Epochs that were at hand, where those after them were trained again; else null.</param>
internal sealed record BranchStart(BranchSource Source, TrainingSpec Parent, string State, BranchChanges Changes, int? Replayed)
{
    public StoredCheckpoint Open() => StoredCheckpoint.TryOpen(State) ?? throw new IOException($"{State} is no longer whole.");

    /// <summary>Lays the list of the run's examples beside the branch's own checkpoints: it must meet the same.</summary>
    public void LayPictures(string checkpointFolder) => KeptState.LinkPictures(State, checkpointFolder);

    /// <exception cref="RefusedException">The network has other weights than the state.</exception>
    public void RequireSameNetwork(StoredCheckpoint checkpoint, Network network)
    {
        var saved = checkpoint.Paths("weight").Zip(checkpoint.Shapes("weight")).ToList();
        var own = network.Weights.ToList();
        for (var i = 0; i < Math.Max(saved.Count, own.Count); i++)
        {
            if (i >= saved.Count || i >= own.Count || !saved[i].Second.SequenceEqual(own[i].Value.shape))
            {
                throw new RefusedException(
                    new Refusal(RefusalKind.Conflict, "branch.weights", ("folder", Source.Folder), ("weight", i < own.Count ? own[i].Path : saved[i].First))
                );
            }
        }
    }
}
