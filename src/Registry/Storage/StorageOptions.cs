using Microsoft.Extensions.Configuration;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>What a person says at the start about a database that can't be used. Both do nothing where the database is sound.</summary>
/// <param name="RestoreBackup"><c>Storage:RestoreBackup</c>: <see cref="Newest"/> or the name of a file in the folder of backups. Default: none.</param>
/// <param name="StartFresh"><c>Storage:StartFresh</c>: begin an empty registry beside what lies in the folder. Default: false.</param>
public sealed record StorageOptions(string? RestoreBackup, bool StartFresh)
{
    public const string Newest = "newest";

    /// <exception cref="RefusedException">A setting does not fit.</exception>
    public static StorageOptions From(IConfiguration configuration)
    {
        var (backup, fresh) = (configuration["Storage:RestoreBackup"]?.Trim(), configuration["Storage:StartFresh"]?.Trim());
        var startFresh = false;
        if (!string.IsNullOrEmpty(fresh) && !bool.TryParse(fresh, out startFresh)) throw new RefusedException(new Refusal("registry.startFresh", ("received", fresh)));
        return new(string.IsNullOrEmpty(backup) ? null : backup, startFresh);
    }
}
