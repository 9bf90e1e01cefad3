using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Training.Branches;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Saves a run as it stands, and puts it back.</summary>
internal sealed class RunCheckpoints(
    RunParts parts,
    CheckpointStore store,
    RunPictures pictures,
    RunProgress progress,
    RunCallbacks callbacks,
    torch.Generator generator,
    KeptStates? states
)
{
    private readonly string _specHash = SpecHash.Of(parts.Spec);

    /// <param name="best">Whether the epoch before is the best so far.</param>
    /// <param name="keeps">Whether it is an epoch's end, to branch from later.</param>
    /// <param name="begins">Whether the run, a branch, begins here.</param>
    public void Save(StageOptimization optimization, bool best, bool keeps = false, bool begins = false)
    {
        using var scope = torch.NewDisposeScope();
        var state = new CheckpointState(
            _specHash,
            parts.Options.Threads,
            progress.Stage,
            progress.Epoch,
            progress.StageFirst,
            progress.Step,
            progress.StageEnded,
            progress.StoppedEarly,
            progress.Sums,
            optimization.Optimizer.State,
            [.. callbacks.EarlyStoppings.Select(callback => callback.State)],
            [.. callbacks.ReduceLR.Select(callback => callback.State)],
            callbacks.Best.State,
            progress.FrozenHash,
            progress.History.ToJson(),
            optimization.LossScale?.State,
            parts.Options.Depthwise?.Type.ToString()
        );
        pictures.Save();
        var (file, sha256) = store.Save(
            new Checkpoint(
                state,
                [
                    .. parts.Model.Network.Weights.Select((weight, i) => ($"weight/{i}/{weight.Path}", weight.Value)),
                    .. optimization.Tensors,
                    ("generator/0", generator.get_state()),
                ]
            )
        );
        if (keeps || begins)
        {
            states?.Keep(Path.Combine(parts.Artifacts.CheckpointFolder, Path.GetFileName(file)), progress.Epoch, begins);
        }
        // A checkpoint after an epoch carries that epoch's number; one within an epoch the epoch that runs.
        parts.Events.Write(new CheckpointEvent(progress.Step > 0 ? progress.Epoch : Math.Max(0, progress.Epoch - 1), file, sha256, best));
    }

    /// <summary>Goes on from another run's state, as far as this run is alike.</summary>
    public void Branch(StoredCheckpoint checkpoint, BranchStart from, StageOptimization optimization)
    {
        var state = checkpoint.State;
        from.RequireSameNetwork(checkpoint, parts.Model.Network);
        var (stage, epochs) = (state.Stage, parts.Spec.Stages[state.Stage].Epochs);
        var stoppedEarly = state.StoppedEarly && from.Changes.KeepsEarlyEnd(stage);
        var counts = from.Changes.KeepsPlan(stage) && (stoppedEarly || !state.StoppedEarly);
        Assign(checkpoint);
        optimization.Branch(checkpoint, from.Changes.CarriesOptimizer(stage), from.Changes.KeepsRate(stage), keepsBest: counts);
        callbacks.Branch(state, new RunCallbacks(from.Parent), early: counts, rate: from.Changes.KeepsRate(stage));
        progress.Branch(state, stoppedEarly, epochs);
        checkpoint.Dispose();
    }

    public void Restore(StoredCheckpoint checkpoint, StageOptimization optimization)
    {
        Assign(checkpoint);
        optimization.Restore(checkpoint);
        callbacks.Restore(checkpoint.State);
        progress.Restore(checkpoint.State);
        // Its file is replaced by later ones, and must not take their place on the disk.
        checkpoint.Dispose();
    }

    private void Assign(StoredCheckpoint checkpoint)
    {
        foreach (var (weight, value) in parts.Model.Network.Weights.Zip(checkpoint.Group("weight")))
        {
            weight.Assign(value);
        }
        foreach (var state in checkpoint.Group("generator"))
        {
            generator.set_state(state);
        }
    }
}
