using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Saves a run as it stands, and puts it back.</summary>
internal sealed class RunCheckpoints(
    RunParts parts,
    CheckpointStore store,
    RunPictures pictures,
    RunProgress progress,
    RunCallbacks callbacks,
    torch.Generator generator
)
{
    private readonly string _specHash = SpecHash.Of(parts.Spec);

    /// <param name="best">Whether the epoch before is the best so far.</param>
    public void Save(StageOptimization optimization, bool best)
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
        // A checkpoint after an epoch carries that epoch's number; one within an epoch the epoch that runs.
        parts.Events.Write(new CheckpointEvent(progress.Step > 0 ? progress.Epoch : Math.Max(0, progress.Epoch - 1), file, sha256, best));
    }

    public void Restore(StoredCheckpoint checkpoint, StageOptimization optimization)
    {
        foreach (var (weight, value) in parts.Model.Network.Weights.Zip(checkpoint.Group("weight")))
        {
            weight.Assign(value);
        }
        optimization.Restore(checkpoint);
        foreach (var state in checkpoint.Group("generator"))
        {
            generator.set_state(state);
        }
        callbacks.Restore(checkpoint.State);
        progress.Restore(checkpoint.State);
        // Its file is replaced by later ones, and must not take their place on the disk.
        checkpoint.Dispose();
    }
}
