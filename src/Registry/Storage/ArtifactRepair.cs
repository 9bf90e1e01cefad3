using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>Puts a run's models back into the artifact store, where they are missing or damaged there and the run's folder still has the same bytes.</summary>
public sealed partial class ArtifactRepair(IArtifactStore artifacts, StorageLayout layout, StorageFindings findings, ILogger<ArtifactRepair> logger)
{
    private static readonly string[] Models = ["best.keras", "last.keras"];

    /// <returns>Whether the store holds the bytes under their name.</returns>
    public async Task<bool> EnsureAsync(string sha256, RunId run, CancellationToken cancellationToken)
    {
        if (await artifacts.VerifyAsync(sha256, cancellationToken))
            return true;
        foreach (var file in Models.Select(name => Path.Combine(layout.Run(run), name)).Where(File.Exists))
        {
            await using (var bytes = File.OpenRead(file))
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken)) != sha256)
                    continue;
            await artifacts.PutFileAsync(file, cancellationToken);
            findings.Clear(StorageFindings.Artifact, sha256);
            LogMended(sha256, file);
            return true;
        }
        return false;
    }

    [LoggerMessage(LogLevel.Warning, "The artifact {Name} was missing or damaged; it was stored again from {File}.")]
    private partial void LogMended(string name, string file);
}
