using System.Globalization;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Folder of one attempt: the child's files by the names of the command line's contract, and under <c>.work</c> what the launcher keeps.</summary>
public sealed class AttemptFolder(string path)
{
    public string Path { get; } = path;

    internal string Launcher => System.IO.Path.Combine(Path, ".work");
    internal string OutputFile => System.IO.Path.Combine(Launcher, "output");
    internal string WordsFile => System.IO.Path.Combine(Launcher, "words.json");
    internal string ErrorFile => System.IO.Path.Combine(Launcher, "errors");

    /// <summary>The request as the child reads it.</summary>
    public string RequestFile => System.IO.Path.Combine(Launcher, "request.json");

    /// <summary>The pictures that the child may see, where those are not all.</summary>
    public string ManifestFile => System.IO.Path.Combine(Launcher, "pictures.manifest.json");

    /// <summary>Folder of the attempts of a kind of work on one thing.</summary>
    internal static string Parent(StorageLayout layout, WorkKind kind, WorkId work) =>
        kind switch
        {
            WorkKind.Training => System.IO.Path.Combine(layout.Run(work.Run), "attempts"),
            WorkKind.Gate => layout.Review(work.Review),
            WorkKind.Import => layout.Import(work.Import),
            _ => System.IO.Path.Combine(layout.Reruns, work.ToString()),
        };

    /// <summary>The attempt's handle: its folder relative to the storage root, so that the storage may be moved.</summary>
    internal static string Handle(StorageLayout layout, WorkKind kind, WorkId work, int attempt) =>
        System.IO.Path.GetRelativePath(layout.Root, System.IO.Path.Combine(Parent(layout, kind, work), attempt.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Of the child's head, as it wrote itself down; null where it never started.</summary>
    internal ProcessIdentity? Process =>
        Posix.Read(System.IO.Path.Combine(Launcher, "process"))?.Split('\n') is [var stat, var boot, ..]
        && stat.Split(' ') is [var id, ..]
        && int.TryParse(id, CultureInfo.InvariantCulture, out var processId)
        && Posix.StartTicks(stat) is { } ticks
            ? new(boot.Trim(), processId, ticks)
            : null;

    /// <summary>How the child ended, and when in seconds since boot (null: not written down), where its head lived to see it.</summary>
    internal (int Code, double? Uptime)? Exit =>
        Posix.Read(System.IO.Path.Combine(Launcher, "exit"))?.Split(' ') is [var word, .. var rest]
        && int.TryParse(word, CultureInfo.InvariantCulture, out var code)
            ? (code, rest is [var at] && double.TryParse(at, CultureInfo.InvariantCulture, out var uptime) ? uptime : null)
            : null;

    /// <summary>Whether a training can go on from here.</summary>
    public bool HasCheckpoint =>
        Holds(Path)
        || (Directory.Exists(Path) && Directory.EnumerateDirectories(Path, "fold-*").Any(f => File.Exists(System.IO.Path.Combine(f, "fold.json")) || Holds(f)));

    private static bool Holds(string folder) =>
        System.IO.Path.Combine(folder, "checkpoint") is var checkpoints
        && Directory.Exists(checkpoints)
        && Directory.EnumerateFiles(checkpoints, "*.ckpt").Any();

    /// <summary>Complete lines of standard output, oldest first.</summary>
    public IEnumerable<string> OutputLines() => File.Exists(OutputFile) ? File.ReadLines(OutputFile) : [];

    /// <summary>The last lines of standard error, oldest first.</summary>
    internal IReadOnlyList<string> LastErrors(int lines = 200)
    {
        const int Most = 1 << 16;
        if (!File.Exists(ErrorFile))
            return [];
        using var file = new FileStream(ErrorFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(0, file.Length - Most);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n').TakeLast(lines + 1)];
    }

    /// <summary>The file's text, or null where there is none.</summary>
    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var file = System.IO.Path.Combine(Path, name);
        return File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : null;
    }
}
