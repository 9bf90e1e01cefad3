using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Branches;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training.Branches;

/// <summary>Finds the state that a branch begins with, and trains the run's epochs again that lie between the nearest kept one and there.</summary>
/// <param name="options">The branch's, with its complete spec.</param>
internal sealed class BranchPreparation(TrainerOptions options, IModelFiles files, TextWriter? output, TimeProvider time)
{
    private readonly BranchSource _source = options.BranchFrom!;
    private readonly string _replay = Path.Combine(options.OutputFolder, "replay");

    /// <returns>Null where it was stopped on the way.</returns>
    /// <exception cref="RefusedException">There is nothing to branch from, or the branch changes what it can't.</exception>
    public BranchStart? Run(CancellationToken stop, CancellationToken atOnce)
    {
        var parent = Parent();
        var changes = new BranchChanges(parent, options.Spec);
        var nearest = Nearest(parent);
        // Asked before anything is trained, and again once it is known which stage the epoch belongs to.
        Require(changes, nearest is { } known ? known.Place : new BranchPlace(_source.Epochs, 0, 0), lenient: nearest?.Place.Epochs != _source.Epochs);
        if (nearest is { } found && found.Place.Epochs == _source.Epochs)
        {
            return new BranchStart(_source, parent, found.Path, changes, null);
        }
        if (!Replay(parent, nearest?.Path, stop, atOnce))
        {
            return null;
        }
        var state = KeptState.In(Path.Combine(_replay, KeptStates.FolderName)).LastOrDefault();
        if (state?.Epochs != _source.Epochs)
        {
            var done = Math.Max(state?.Epochs ?? 0, nearest?.Place.Epochs ?? 0);
            throw new RefusedException(
                new Refusal(RefusalKind.NotFound, "branch.epoch", ("folder", _source.Folder), ("epoch", _source.Epochs), ("done", done))
            );
        }
        using (var checkpoint = StoredCheckpoint.TryOpen(state.Path)!)
        {
            Require(changes, PlaceOf(checkpoint.State), lenient: false);
        }
        return new BranchStart(_source, parent, state.Path, changes, nearest?.Place.Epochs ?? 0);
    }

    private TrainingSpec Parent()
    {
        var out_ = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.OutputFolder)) + Path.DirectorySeparatorChar;
        var from = Path.TrimEndingDirectorySeparator(Path.GetFullPath(_source.Folder)) + Path.DirectorySeparatorChar;
        if (out_.StartsWith(from, StringComparison.Ordinal))
        {
            throw new RefusedException(new Refusal("branch.within", ("from", _source.Folder), ("out", options.OutputFolder)));
        }
        var file = Path.Combine(_source.Folder, "spec.json");
        if (!File.Exists(file))
        {
            throw new RefusedException(
                new Refusal(RefusalKind.NotFound, "branch.folder", ("folder", _source.Folder), ("reason", new Refusal("branch.folder.missing")))
            );
        }
        var parsed = TrainingSpecJson.Parse(File.ReadAllText(file));
        var spec =
            parsed.Value
            ?? throw new RefusedException(new Refusal(RefusalKind.Invalid, "branch.folder", ("folder", _source.Folder), ("reason", parsed.Reason!)));
        return TrainingSpecJson.Complete(KnownInputs.Told(spec, options.DataPath));
    }

    // A state that is damaged is passed over: an earlier one only takes longer.
    private (string Path, BranchPlace Place)? Nearest(TrainingSpec parent)
    {
        foreach (var (_, _, path) in KeptState.In(Path.Combine(_source.Folder, KeptStates.FolderName)).Where(s => s.Epochs <= _source.Epochs).Reverse())
        {
            using var checkpoint = StoredCheckpoint.TryOpen(path);
            if (checkpoint is null)
            {
                continue;
            }
            if (!SpecHash.IsOf(checkpoint.State.SpecHash, parent))
            {
                throw new RefusedException(new Refusal(RefusalKind.Conflict, "training.resume.otherSpec", ("folder", _source.Folder)));
            }
            return (path, PlaceOf(checkpoint.State));
        }
        return null;
    }

    private static BranchPlace PlaceOf(CheckpointState state) => new(state.Epoch, state.Stage, state.Epoch - state.StageFirstEpoch);

    private static void Require(BranchChanges changes, BranchPlace place, bool lenient)
    {
        var problem = lenient ? changes.Fixed(place.Stage) : changes.Problem(place);
        if (problem is not null)
        {
            throw new RefusedException(problem);
        }
    }

    // The run itself, in a folder beside, up to the epoch: the same bits on the same threads.
    private bool Replay(TrainingSpec parent, string? from, CancellationToken stop, CancellationToken atOnce)
    {
        if (Directory.Exists(_replay))
        {
            Directory.Delete(_replay, recursive: true);
        }
        var checkpoints = Directory.CreateDirectory(Path.Combine(_replay, "checkpoint")).FullName;
        if (from is not null)
        {
            KeptState.Link(from, Path.Combine(checkpoints, "00000001.ckpt"));
        }
        using var progress = output is null ? null : new ProgressLines(output);
        var result = new Trainer(
            options with
            {
                Spec = parent,
                OutputFolder = _replay,
                BranchFrom = null,
                Resume = from is not null,
                LastEpochs = _source.Epochs,
                StateFolder = null,
                StateBytes = 1,
                Threads = RunEnvironment.Read(_source.Folder)?.Threads ?? options.Threads,
            },
            files,
            progress,
            time
        ).Run(stop, atOnce);
        return result.Status != "cancelled" || !stop.IsCancellationRequested;
    }
}
