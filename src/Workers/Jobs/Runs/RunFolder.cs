using System.Globalization;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Working;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>A run's folder: what it left for people at the top, and a folder for each attempt that is still needed.</summary>
internal sealed class RunFolder(StorageLayout layout, WorkId work)
{
    private readonly string path = layout.Run(work.Run);
    private readonly string attempts = AttemptFolder.Parent(layout, WorkKind.Training, work);

    /// <summary>The folder whose checkpoint a new attempt goes on from: the newest attempt's that has one; null where there is none.</summary>
    public string? ResumeSource(AttemptFolder next) => Attempts().FirstOrDefault(a => a.Path != next.Path && a.HasCheckpoint)?.Path;

    /// <summary>A file that the run left at the top of its folder, or of its newest attempt; null where there is none.</summary>
    public string? FileOf(string name) => Attempts().Select(a => Path.Combine(a.Path, name)).Prepend(Path.Combine(path, name)).FirstOrDefault(File.Exists);

    /// <summary>Program versions up to 0.1 trained in the run's own folder: its files become an attempt like any other.</summary>
    public void TakeOldLayout()
    {
        if (!new AttemptFolder(path).HasCheckpoint)
            return;
        var first = Directory.CreateDirectory(Path.Combine(attempts, "0")).FullName;
        // Checkpoints last: cut short, the next start moves the rest.
        var entries = new DirectoryInfo(path)
            .EnumerateFileSystemInfos()
            .Where(e => e.FullName != attempts)
            .OrderBy(e => e is DirectoryInfo && (e.Name == "checkpoint" || e.Name.StartsWith("fold-", StringComparison.Ordinal)));
        foreach (var entry in entries.ToList())
        {
            if (entry is DirectoryInfo folder)
                folder.MoveTo(Path.Combine(first, entry.Name));
            else
                ((FileInfo)entry).MoveTo(Path.Combine(first, entry.Name), overwrite: true);
        }
        DurableFile.SyncFolder(first);
        DurableFile.SyncFolder(path);
    }

    /// <summary>Removes the attempts that are not among these.</summary>
    public void SweepAttempts(IReadOnlyList<string?> keep)
    {
        foreach (var attempt in Attempts().Where(a => !keep.Contains(a.Path)))
            Directory.Delete(attempt.Path, recursive: true);
    }

    /// <summary>Puts the newest attempt's files where people find them. Attempts go, except the one that a resume would go on from.</summary>
    /// <param name="mayResume">Whether a person may have the run go on.</param>
    public void PublishAndSweep(bool mayResume)
    {
        var all = Attempts();
        if (all.Count == 0)
            return;
        foreach (var file in new DirectoryInfo(all[0].Path).EnumerateFiles().Where(f => !f.Name.StartsWith('.')))
        {
            var to = Path.Combine(path, file.Name);
            try
            {
                Posix.Link(file.FullName, to);
            }
            catch (IOException)
            {
                DurableFile.WriteVia(to, temporary => file.CopyTo(temporary));
            }
        }
        DurableFile.SyncFolder(path);
        DurableFile.Sweep(path);
        SweepAttempts(mayResume ? [all.FirstOrDefault(a => a.HasCheckpoint)?.Path] : []);
        if (Attempts().Count == 0)
            Directory.Delete(attempts, recursive: true);
    }

    // Newest first.
    private List<AttemptFolder> Attempts() =>
        !Directory.Exists(attempts)
            ? []
            :
            [
                .. Directory
                    .EnumerateDirectories(attempts)
                    .OrderByDescending(f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture))
                    .Select(f => new AttemptFolder(f)),
            ];
}
