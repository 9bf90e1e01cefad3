using System.Security.Cryptography;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Storage;

/// <summary>Reads from the artifact store whatever leaves it for a person: hashed first, so that a damaged file never goes out under a good name. What is
/// missing or damaged becomes a finding.</summary>
public sealed class CheckedArtifacts(IArtifactStore store, StorageFindings findings)
{
    /// <summary>The bytes, from the beginning.</summary>
    /// <param name="kind"><see cref="StorageFindings.Artifact"/> or <see cref="StorageFindings.Picture"/>.</param>
    /// <returns>Refused as <see cref="RefusalKind.NotFound"/> where they are missing, as <see cref="RefusalKind.Unavailable"/> where they do not hash to their
    /// name.</returns>
    public async Task<Outcome<Stream>> OpenAsync(string kind, string sha256, CancellationToken cancellationToken)
    {
        if (!StorageLayout.IsSha256(sha256))
            return Outcome<Stream>.Refused(Missing(kind, sha256));
        if (await store.OpenAsync(sha256, cancellationToken) is not { } bytes)
            return Refuse(kind, sha256, Missing(kind, sha256));
        try
        {
            var received = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken));
            if (received == sha256)
            {
                findings.Clear(kind, sha256);
                bytes.Position = 0;
                return Outcome.Of(bytes);
            }
            await bytes.DisposeAsync();
            return Refuse(kind, sha256, new(RefusalKind.Unavailable, $"storage.{kind}.damaged", ("name", sha256), ("received", received)));
        }
        catch
        {
            await bytes.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a person is told of what is not there.</summary>
    public static Refusal Missing(string kind, string sha256) => new(RefusalKind.NotFound, $"storage.{kind}.missing", ("name", sha256));

    private Outcome<Stream> Refuse(string kind, string sha256, Refusal what)
    {
        findings.Report(kind, sha256, what);
        return Outcome<Stream>.Refused(what);
    }
}
