using System.Globalization;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Core.Runs;

/// <summary>All of a run after an epoch: weights, optimizer, random numbers, counters. A file of its <c>states</c> folder: <c>00007.ckpt</c>, or
/// <c>00003-begin.ckpt</c> where a branch began.</summary>
/// <param name="Epochs">Epochs done.</param>
/// <param name="Path">Of the file.</param>
public sealed record KeptState(int Epochs, long Bytes, string Path)
{
    /// <summary>Of the file of a branch's beginning, behind the epochs.</summary>
    public const string Begin = "-begin";

    /// <summary>The list of the run's pictures, beside its checkpoints and its states.</summary>
    public const string Pictures = "pictures.list";

    /// <summary>Whether a branch began with it: without it its epochs can't be trained again.</summary>
    public bool IsBegin => Path.EndsWith($"{Begin}.ckpt", StringComparison.Ordinal);

    /// <summary>Gives a checkpoint a further name, as <see cref="DurableFile.LinkOrCopy"/> does, and lays the list of its run's pictures beside it.</summary>
    /// <exception cref="FileNotFoundException">The checkpoint is gone.</exception>
    public static void Link(string checkpoint, string target)
    {
        LinkPictures(checkpoint, System.IO.Path.GetDirectoryName(target)!);
        DurableFile.LinkOrCopy(checkpoint, target);
    }

    /// <summary>Lays the list of pictures that lies beside a checkpoint into another folder, if there is one.</summary>
    public static void LinkPictures(string checkpoint, string folder)
    {
        if (System.IO.Path.Combine(System.IO.Path.GetDirectoryName(checkpoint)!, Pictures) is var list && File.Exists(list))
            DurableFile.LinkOrCopy(list, System.IO.Path.Combine(folder, Pictures));
    }

    /// <summary>States in a folder, by epochs done; empty where there is none.</summary>
    public static IReadOnlyList<KeptState> In(string folder)
    {
        if (new DirectoryInfo(folder) is not { Exists: true } found)
            return [];
        var states = new List<KeptState>();
        foreach (var file in found.EnumerateFiles("*.ckpt"))
            if (
                int.TryParse(file.Name.AsSpan(0, file.Name.IndexOfAny(['-', '.'])), NumberStyles.None, CultureInfo.InvariantCulture, out var epochs)
                && epochs > 0
            )
                states.Add(new(epochs, file.Length, file.FullName));
        return [.. states.OrderBy(s => s.Epochs).ThenBy(s => !s.IsBegin)];
    }
}
