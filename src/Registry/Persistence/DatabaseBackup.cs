namespace MlOpsDashboard.Registry.Persistence;

/// <summary>A copy of the registry's database in the folder of backups.</summary>
public sealed record DatabaseBackup(string Name, string File, DateTimeOffset Made);
