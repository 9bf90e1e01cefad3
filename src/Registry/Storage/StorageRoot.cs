using Microsoft.Extensions.Configuration;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>The folder of <c>Storage:Root</c> (default <c>data</c> in the folder that the program is started from): created, and tried out, at start.</summary>
public sealed class StorageRoot(StorageLayout layout)
{
    public const string Setting = "Storage:Root";

    public StorageLayout Layout { get; } = layout;

    public static StorageLayout LayoutFrom(IConfiguration configuration)
    {
        var configured = configuration[Setting];
        var root = string.IsNullOrWhiteSpace(configured) ? "data" : configured.Trim();
        return new(Path.Combine(Directory.GetCurrentDirectory(), root));
    }

    /// <summary>Creates the folder and those it needs, and writes, syncs and deletes a probe in it.</summary>
    /// <exception cref="RefusedException">It can't be created or written.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var folder in new[] { Layout.Root, Layout.Blobs, Layout.Thumbs, Layout.Uploads, Layout.Imports, Layout.Manifests, Layout.Weights, Layout.Logs, Layout.Scratch })
                DurableFile.CreateFolder(folder);
            var probe = Path.Combine(Layout.Root, ".writable");
            await DurableFile.WriteAsync(probe, static (file, token) => file.WriteAsync("ok"u8.ToArray(), token).AsTask(), cancellationToken);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RefusedException($"Expected {Setting} to be a folder that this program may create and write; received {Layout.Root} ({e.Message.TrimEnd('.')}).");
        }
    }
}
