using System.Globalization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Checkpoints of a run's epochs, kept to branch from (<see cref="KeptState"/>), and the <c>pictures.list</c> of the run. Beyond a budget they are thinned
/// evenly; the newest always stays.
/// </summary>
public sealed class KeptStates(string folder, long budget)
{
    /// <summary>Of a run's own folder.</summary>
    public const string FolderName = "states";

    /// <summary>Keeps a checkpoint that was written after an epoch.</summary>
    /// <param name="checkpoint">Its file; it gets a further name, which costs nothing until the checkpoint itself is replaced.</param>
    /// <param name="begins">Whether the run, a branch, begins with it: then it stays.</param>
    public void Keep(string checkpoint, int epochs, bool begins)
    {
        Directory.CreateDirectory(folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"{epochs:D5}{(begins ? KeptState.Begin : "")}.ckpt");
        KeptState.Link(checkpoint, Path.Combine(folder, name));
        Thin();
    }

    /// <summary>Removes states of later epochs: a run that goes on from here makes them again.</summary>
    public void ForgetAfter(int epochs)
    {
        DurableFile.Sweep(folder);
        foreach (var state in KeptState.In(folder).Where(state => state.Epochs > epochs))
        {
            File.Delete(state.Path);
        }
    }

    // The one goes whose neighbours lie closest together: what is replayed to reach any epoch stays short.
    private void Thin()
    {
        var kept = KeptState.In(folder).ToList();
        while (kept.Sum(state => state.Bytes) > budget)
        {
            var free = Enumerable.Range(0, kept.Count - 1).Where(i => !kept[i].IsBegin).ToList();
            if (free.Count == 0)
            {
                return;
            }
            var at = free.MinBy(i => kept[i + 1].Epochs - (i == 0 ? 0 : kept[i - 1].Epochs));
            File.Delete(kept[at].Path);
            kept.RemoveAt(at);
        }
    }
}
