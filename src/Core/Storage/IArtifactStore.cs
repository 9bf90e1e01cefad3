namespace MlOpsDashboard.Core.Storage;

/// <summary>Content-addressed bytes: pictures, checkpoints, models. The name of a thing is the SHA-256 of its bytes, lower-case hex.</summary>
public interface IArtifactStore
{
    /// <summary>Stores a copy: written, synced, renamed, folder synced before it returns. The same bytes twice are kept once.</summary>
    Task<string> PutFileAsync(string path, CancellationToken cancellationToken);

    Task<string> PutAsync(Stream bytes, CancellationToken cancellationToken);

    /// <summary>Opens for reading, or null where it is missing.</summary>
    Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>A local path for a child process, or null where it is missing. Read only.</summary>
    Task<string?> LocalPathAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Whether the bytes are there and still hash to their name.</summary>
    Task<bool> VerifyAsync(string sha256, CancellationToken cancellationToken);
}
