using System.IO.Compression;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs.Models;

/// <summary>An uploaded model as one file: what was sent as one stays as it is; several files become a zip, whose bytes depend on their names and content
/// alone.</summary>
/// <param name="File">Lies in the upload's folder, and goes with it.</param>
/// <param name="FileName">As a person knows it.</param>
/// <param name="Name">Of the model; null where nothing that was sent names it.</param>
internal sealed record UploadedModel(string File, string FileName, string? Name)
{
    private const int MostFiles = 1_000;

    private static readonly string[] Files = [".keras", ".h5", ".hdf5"];
    private static readonly string[] Archives = [".tar.gz", ".zip", ".tgz", ".tar"];

    // Parts of a published model: one alone is told what it lacks.
    private static readonly string[] Parts = [".json", ".txt", ".safetensors", ".pb", ".bin"];

    // What a zip can say at the earliest.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Outcome<UploadedModel>> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        string[] paths = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Take(MostFiles + 1)];
        if (paths.Length > MostFiles)
            return Outcome<UploadedModel>.Refused(
                new Refusal(
                    RefusalKind.TooLarge,
                    "jobs.modelFile.tooMany",
                    ("most", MostFiles),
                    ("received", Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count())
                )
            );
        if (paths is [var only] && Path.GetFileName(only) is var name && !Ends(name, Parts))
            return Ends(name, [.. Files, .. Archives])
                ? new UploadedModel(only, name, Stem(name))
                : Outcome<UploadedModel>.Refused(new Refusal("jobs.modelFile.ending", ("name", name)));
        var root = Root(folder);
        var named = root == folder ? NameOf(paths) : Path.GetFileName(root);
        var packed = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName, named ?? "model");
        await PackAsync(root, paths, packed, cancellationToken);
        return new UploadedModel(packed, root == folder ? Listed(paths) : Path.GetFileName(root), named);
    }

    private static async Task PackAsync(string root, string[] paths, string packed, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(packed, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: false, entryNameEncoding: null, cancellationToken);
        foreach (
            var (name, path) in paths
                .Select(path => (Name: Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), Path: path))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
        )
        {
            var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = Epoch;
            await using var target = await entry.OpenAsync(cancellationToken);
            await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
            await source.CopyToAsync(target, 1 << 20, cancellationToken);
        }
    }

    // Folders around the model are not part of it.
    private static string Root(string folder)
    {
        while (Directory.GetFileSystemEntries(folder) is [var inner] && Directory.Exists(inner))
            folder = inner;
        return folder;
    }

    // An encoder is larger than its preprocessing.
    private static string? NameOf(string[] paths) =>
        paths.Where(path => Ends(path, Archives)).MaxBy(path => new FileInfo(path).Length) is { } largest ? Stem(Path.GetFileName(largest)) : null;

    private static string Listed(string[] paths)
    {
        var names = string.Join(", ", paths.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        return names.Length <= 255 ? names : names[..252] + "...";
    }

    private static bool Ends(string name, string[] endings) => endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string Stem(string name) =>
        Archives.Concat(Files).FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending
            ? name[..^ending.Length]
            : name;
}
