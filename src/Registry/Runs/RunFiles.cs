using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>The files of a run's folder that a person may want.</summary>
public sealed class RunFiles(StorageLayout layout)
{
    /// <summary>Top-level files by name; best.keras from the artifact store where the folder no longer has it. Hidden and temporary ones are left
    /// out.</summary>
    public IReadOnlyList<RunFile> Of(Run run)
    {
        var files = new SortedDictionary<string, RunFile>(StringComparer.Ordinal);
        if (run.BestArtifact is { } best && new FileInfo(layout.Blob(best)) is { Exists: true } artifact)
            files["best.keras"] = File(run, "best.keras", artifact.Length, best);
        var folder = new DirectoryInfo(layout.Run(run.Id));
        if (!folder.Exists)
            return [.. files.Values];
        foreach (
            var file in folder
                .EnumerateFiles()
                .Where(f => !f.Name.StartsWith('.') && !f.Name.EndsWith(".tmp", StringComparison.Ordinal) && !f.Name.EndsWith(".pid", StringComparison.Ordinal))
        )
            files.TryAdd(file.Name, File(run, file.Name, file.Length, null));
        return [.. files.Values];
    }

    /// <summary>States of its epochs that are kept, by epochs done.</summary>
    public IReadOnlyList<KeptState> StatesOf(RunId run) => KeptState.In(layout.States(run));

    private static RunFile File(Run run, string name, long bytes, string? sha256) =>
        new(name, bytes, sha256, $"/runs/{run.Id}/files/{Uri.EscapeDataString(name)}");
}
