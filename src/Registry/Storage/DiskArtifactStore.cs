using System.Buffers;
using System.Security.Cryptography;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>Artifacts as files named by their SHA-256. Hashed while written; a damaged copy is replaced when the same bytes are stored again.</summary>
public sealed class DiskArtifactStore(StorageLayout layout) : IArtifactStore
{
    public async Task<string> PutFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            1 << 16,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        return await PutAsync(file, cancellationToken);
    }

    public async Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken)
    {
        // The name is known only at the end: written to the store's own folder first, so that the rename stays within one file system.
        using var unfinished = new UnfinishedFile(layout.Blobs);
        string sha256;
        await using (var file = new FileStream(unfinished.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            sha256 = await CopyAsync(bytes, file, cancellationToken);
        var folder = Path.GetDirectoryName(layout.Blob(sha256))!;
        DurableFile.CreateFolder(folder);
        unfinished.MoveTo(layout.Blob(sha256));
        DurableFile.SyncFolder(folder);
        return sha256;
    }

    public Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(sha256))
            return Task.FromResult<Stream?>(null);
        try
        {
            return Task.FromResult<Stream?>(
                new FileStream(layout.Blob(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.Asynchronous)
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken) =>
        Task.FromResult(StorageLayout.IsSha256(sha256) && File.Exists(layout.Blob(sha256)) ? layout.Blob(sha256) : null);

    public async Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken)
    {
        await using var file = await OpenAsync(sha256, cancellationToken);
        return file is not null && Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == sha256;
    }

    private static async Task<string> CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
