using Microsoft.Extensions.Configuration;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>The folder of <c>Storage:Root</c> (default <c>data</c> in the folder that the program is started from): created, taken, and tried out, at
/// start.</summary>
public sealed class StorageRoot(StorageLayout layout, StorageLock @lock)
{
    public const string Setting = "Storage:Root";

    public StorageLayout Layout { get; } = layout;

    public static StorageLayout LayoutFrom(IConfiguration configuration)
    {
        var configured = configuration[Setting];
        var root = string.IsNullOrWhiteSpace(configured) ? "data" : configured.Trim();
        return new(Path.Combine(Directory.GetCurrentDirectory(), root));
    }

    /// <summary>Creates the folder, takes its lock, creates the folders in it, and writes, syncs and deletes a probe in each.</summary>
    /// <exception cref="RefusedException">Another dashboard uses it, or a folder can't be created or written: it is named.</exception>
    public void Prepare()
    {
        Try(Layout.Root, static folder => DurableFile.CreateFolder(folder));
        Try(Layout.Root, _ => @lock.Acquire());
        // A copy of the database that a kill left half-made.
        Try(Layout.Root, static folder => DurableFile.Sweep(folder));
        foreach (
            var folder in new[]
            {
                Layout.Root,
                Layout.Blobs,
                Layout.Thumbs,
                Layout.Uploads,
                Layout.Imports,
                Layout.Manifests,
                Layout.Weights,
                Layout.Logs,
                Layout.Scratch,
                Layout.Runs,
                Layout.Backups,
            }
        )
            Try(folder, Probe);
    }

    private const string ProbeName = ".writable";

    private static void Probe(string folder)
    {
        DurableFile.CreateFolder(folder);
        // Those that a kill left half-made.
        foreach (var old in Directory.EnumerateFiles(folder, $".*-{ProbeName}"))
            File.Delete(old);
        var probe = Path.Combine(folder, ProbeName);
        DurableFile.Write(probe, static file => file.Write("ok"u8));
        File.Delete(probe);
    }

    private static void Try(string folder, Action<string> act)
    {
        try
        {
            act(folder);
        }
        catch (Exception e) when (DiskFull.Is(e))
        {
            throw new RefusedException(DiskFull.Reason(folder), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RefusedException(
                new Refusal(RefusalKind.Unavailable, "storage.folder.unusable", ("folder", folder), ("fault", e.Message.TrimEnd('.'))),
                e
            );
        }
    }
}
