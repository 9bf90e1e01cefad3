using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence.Sqlite;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>Compares everything in a dashboard's data folder with its hash. Only reads, also while a dashboard is at work there, and takes a database of any
/// earlier version as it is.</summary>
public sealed class FolderVerification
{
    // Tables and columns that name a content-addressed file.
    private static readonly (string Table, string Column)[] Artifacts =
    [
        ("Runs", "BestArtifact"),
        ("RunFacts", "LastModel"),
        ("ModelVersions", "Artifact"),
        ("CustomModels", "Artifact"),
    ];

    // Tables and columns of evaluations, which name the artifact of their predictions.
    private static readonly (string Table, string Column)[] Evaluations = [("RunDocuments", "Json"), ("ModelVersions", "EvaluationJson")];
    private static readonly (string Table, string Column)[] Manifests = [("DatasetVersions", "ManifestHash")];

    private readonly StorageLayout layout;
    private readonly ConcurrentQueue<FolderDifference> differences = new();

    private FolderVerification(StorageLayout layout) => this.layout = layout;

    /// <param name="progress">Files done, of how many; called from several threads.</param>
    /// <exception cref="RefusedException">It is not a dashboard's data folder.</exception>
    public static Task<FolderReport> RunAsync(string folder, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var layout = new StorageLayout(folder);
        if (!File.Exists(layout.Database))
            throw new RefusedException(new Refusal(RefusalKind.NotFound, "storage.folder.foreign", ("folder", layout.Root)));
        return new FolderVerification(layout).RunAsync(progress, cancellationToken);
    }

    private async Task<FolderReport> RunAsync(Action<long, long> progress, CancellationToken cancellationToken)
    {
        var (artifacts, manifests, lines) = ReadDatabase(cancellationToken);
        var pictures = new HashSet<string>();
        foreach (var name in manifests.Union(Names(layout.Manifests, ".manifest.json")).Order(StringComparer.Ordinal).ToList())
            pictures.UnionWith(await PicturesOfAsync(name, cancellationToken));

        var named = pictures.Select(p => (Kind: "picture", Name: p)).Concat(artifacts.Except(pictures).Select(a => (Kind: "artifact", Name: a))).ToList();
        var files = Directory.Exists(layout.Blobs)
            ? Directory
                .EnumerateFiles(layout.Blobs, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetFileName(f)!)
                .Where(f => !f.StartsWith('.'))
                .ToHashSet()
            : [];
        files.ExceptWith(pictures);
        files.ExceptWith(artifacts);
        var all = named.Concat(files.Select(f => (Kind: "file", Name: f))).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        long done = 0;
        await Parallel.ForEachAsync(
            all,
            cancellationToken,
            async (file, token) =>
            {
                await CompareAsync(file.Kind, file.Name, token);
                progress(Interlocked.Increment(ref done), all.Count);
            }
        );
        return new(
            pictures.Count,
            artifacts.Except(pictures).Count(),
            manifests.Count,
            files.Count,
            lines,
            [.. differences.OrderBy(d => d.Kind, StringComparer.Ordinal).ThenBy(d => d.Name, StringComparer.Ordinal)]
        );
    }

    private (HashSet<string> Artifacts, HashSet<string> Manifests, long Lines) ReadDatabase(CancellationToken cancellationToken)
    {
        try
        {
            if (SqliteFile.Fault(layout.Database) is { } fault)
                Differ("database", Path.GetFileName(layout.Database), "a sound database", fault);
            var (lines, broken) = ActivityChain.Read(layout.Database, cancellationToken);
            if (broken is not null)
                Differ("activity", RefusalText.Format(broken.Find("line") ?? broken.Find("expected")!), Value(broken, "expected"), Value(broken, "received"));
            using var connection = SqliteFile.OpenReadOnly(layout.Database);
            return (
                [
                    .. Read(connection, Artifacts, "{0}", cancellationToken),
                    .. Read(
                        connection,
                        Evaluations,
                        $"CASE WHEN json_valid({{0}}) THEN json_extract({{0}}, '$.{EvaluationReader.Member}.sha256') END",
                        cancellationToken
                    ),
                ],
                Read(connection, Manifests, "{0}", cancellationToken),
                lines
            );
        }
        catch (SqliteException e)
        {
            if (differences.IsEmpty)
                Differ("database", Path.GetFileName(layout.Database), "a sound database", e.Message.TrimEnd('.'));
            return ([], [], 0);
        }
    }

    private static string Value(Refusal refusal, string name) => RefusalText.Format(refusal.Find(name)!);

    private static HashSet<string> Read(
        SqliteConnection connection,
        (string Table, string Column)[] columns,
        string expression,
        CancellationToken cancellationToken
    )
    {
        var names = new HashSet<string>();
        foreach (var (table, column) in columns)
        {
            if (SqliteFile.Text(connection, $"SELECT 1 FROM pragma_table_info('{table}') WHERE name = '{column}'") is null)
                continue;
            using var command = connection.CreateCommand();
            var value = string.Format(CultureInfo.InvariantCulture, expression, $"\"{column}\"");
            command.CommandText = $"SELECT DISTINCT {value} FROM \"{table}\" WHERE {value} IS NOT NULL";
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                names.Add(row.GetString(0));
            }
        }
        return names;
    }

    private async Task<IEnumerable<string>> PicturesOfAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!StorageLayout.IsSha256(name))
            return Differ("manifest", name, "a SHA-256 as its name", name);
        if (!File.Exists(layout.Manifest(name)))
            return Differ("manifest", name, name, "missing");
        var read = await ManifestFiles.ReadFileAsync(layout.Manifest(name), cancellationToken);
        if (read.Value is not { } manifest)
            return Differ("manifest", name, name, "no manifest");
        return manifest.Hash == name
            ? manifest.Entries.Where(e => e.Blob is null).Select(e => e.Sha256).Concat(manifest.Blobs ?? [])
            : Differ("manifest", name, name, manifest.Hash);
    }

    private async Task CompareAsync(string kind, string name, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(name))
        {
            Differ(kind, name, "a SHA-256 as its name", name);
            return;
        }
        try
        {
            await using var file = new FileStream(
                layout.Blob(name),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                1 << 16,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
            var received = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            if (received != name)
                Differ(kind, name, name, received);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Differ(kind, name, name, "missing");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Differ(kind, name, name, e.Message);
        }
    }

    private static IEnumerable<string> Names(string folder, string ending) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*" + ending).Select(f => Path.GetFileName(f)[..^ending.Length]).Where(f => !f.StartsWith('.'))
            : [];

    private string[] Differ(string kind, string name, string expected, string received)
    {
        differences.Enqueue(new(kind, name, expected, received));
        return [];
    }
}
