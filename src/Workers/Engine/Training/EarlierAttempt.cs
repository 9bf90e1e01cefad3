using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// What another folder holds of the same run, as the beginning of a run in a folder of its own. The other folder is read, never written.
/// The copy is complete before its checkpoint appears: cut short, it is no run to resume.
/// </summary>
/// <param name="options">Their <see cref="TrainerOptions.ResumeFrom"/> names a run's folder, its <c>checkpoint</c> folder (also a fold's), or one
/// checkpoint.</param>
internal sealed class EarlierAttempt(TrainerOptions options)
{
    private const string CheckpointFolder = "checkpoint";
    private static readonly string[] OfTheBest = ["best.keras", "evaluation.json", PredictionsFile.FileName, "history.json"];
    private static readonly string[] OfAnEndedFold = [.. OfTheBest, "last.keras", "preprocessing.json", "spec.json", "fold.json"];

    private readonly string _given = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.ResumeFrom!));
    private readonly string _out = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.OutputFolder));

    /// <summary>Lays the earlier attempt's files into the run's own folder, which then is one to resume.</summary>
    /// <exception cref="RefusedException">There is nothing to go on from, or the own folder is in use.</exception>
    public void Copy()
    {
        var single = File.Exists(_given);
        var holder = single ? Path.GetDirectoryName(_given)! : _given;
        var root = Path.GetFileName(holder) == CheckpointFolder ? Path.GetDirectoryName(holder)! : holder;
        if (options.Spec.CrossValidation is not { Folds: var folds })
        {
            Guard(root, single || Holds(root), [_out]);
            TakeSplit(root, _out, single ? [_given] : Checkpoints(root));
            return;
        }
        var fold = FoldOf(root);
        if (single && fold is null)
        {
            throw new RefusedException(new Refusal(RefusalKind.Invalid, "training.resume.whichFold", ("path", _given)));
        }
        root = fold is null ? root : Path.GetDirectoryName(root)!;
        int[] all = [.. Enumerable.Range(1, folds)];
        Guard(root, all.Any(k => Ended(root, k) || Holds(Fold(root, k))), [.. all.Select(k => Fold(_out, k))]);
        Copy(root, _out, ["events.jsonl"]);
        foreach (var k in all.Where(k => fold is null || k <= fold))
        {
            if (Ended(root, k) && !(single && k == fold))
            {
                CopyLogs(Fold(root, k), Fold(_out, k));
                Copy(Fold(root, k), Fold(_out, k), OfAnEndedFold);
            }
            else
            {
                TakeSplit(Fold(root, k), Fold(_out, k), single && k == fold ? [_given] : Checkpoints(Fold(root, k)));
            }
        }
    }

    private void Guard(string root, bool holds, string[] own)
    {
        if (!holds)
        {
            throw new RefusedException(new Refusal(RefusalKind.NotFound, "training.resume.nothing", ("path", _given)));
        }
        if ((_out + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new RefusedException(new Refusal(RefusalKind.Invalid, "training.resume.within", ("from", root), ("out", _out)));
        }
        if (own.Any(folder => Holds(folder) || File.Exists(Path.Combine(folder, "fold.json"))))
        {
            throw new RefusedException(new Refusal(RefusalKind.Conflict, "training.resume.occupied", ("from", _given), ("out", _out)));
        }
    }

    // A damaged checkpoint goes along: the one before it is taken, and the run says so.
    private void TakeSplit(string from, string to, IReadOnlyList<string> checkpoints)
    {
        CopyLogs(from, to);
        Copy(from, to, [.. OfTheBest, "events.jsonl"]);
        Copy(Path.Combine(from, CheckpointFolder), Path.Combine(to, CheckpointFolder), [RunPictures.FileName]);
        for (var i = 0; i < checkpoints.Count; i++)
        {
            CopyFile(checkpoints[i], Path.Combine(to, CheckpointFolder, string.Create(CultureInfo.InvariantCulture, $"{i + 1:D8}.ckpt")));
        }
    }

    private void CopyLogs(string from, string to)
    {
        foreach (
            var folder in options.Spec.Callbacks.Where(callback => callback.Class == "TensorBoard").Select(callback => callback.Text("logDir", "tensorboard")!)
        )
        {
            var source = Path.Combine(from, folder);
            foreach (var file in Directory.Exists(source) ? Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories) : [])
            {
                CopyFile(file, Path.Combine(to, Path.GetRelativePath(from, file)));
            }
        }
    }

    // What stands there of another run does not count: what the earlier attempt has not, is gone.
    private static void Copy(string from, string to, string[] names)
    {
        foreach (var name in names)
        {
            var (source, target) = (Path.Combine(from, name), Path.Combine(to, name));
            if (File.Exists(source))
            {
                CopyFile(source, target);
            }
            else if (File.Exists(target))
            {
                File.Delete(target);
            }
        }
    }

    private static void CopyFile(string source, string target)
    {
        using var file = File.OpenRead(source);
        DurableFile.Write(target, file.CopyTo);
    }

    private static bool Holds(string folder) => Checkpoints(folder).Count > 0;

    private static IReadOnlyList<string> Checkpoints(string folder) => CheckpointStore.FilesIn(Path.Combine(folder, CheckpointFolder));

    private static bool Ended(string root, int fold) => File.Exists(Path.Combine(Fold(root, fold), "fold.json"));

    private static string Fold(string root, int fold) => CrossValidation.FolderOf(root, fold - 1);

    private static int? FoldOf(string folder) =>
        Path.GetFileName(folder) is var name
        && name.StartsWith("fold-", StringComparison.Ordinal)
        && int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var fold)
            ? fold
            : null;
}
