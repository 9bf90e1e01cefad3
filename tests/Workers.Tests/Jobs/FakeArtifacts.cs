using System.Security.Cryptography;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Tests.Jobs;

internal sealed class FakeArtifacts(string folder) : IArtifactStore
{
    public async Task<string> PutFileAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return await PutAsync(stream, cancellationToken);
    }

    public async Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        await bytes.CopyToAsync(memory, cancellationToken);
        var hash = Convert.ToHexStringLower(SHA256.HashData(memory.ToArray()));
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, hash), memory.ToArray(), cancellationToken);
        return hash;
    }

    public Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(File.Exists(Path.Combine(folder, sha256)) ? File.OpenRead(Path.Combine(folder, sha256)) : null);

    public Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(Path.Combine(folder, sha256)) ? Path.Combine(folder, sha256) : null);

    public Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken) => Task.FromResult(File.Exists(Path.Combine(folder, sha256)));
}
