namespace MlOpsDashboard.Registry.Persistence;

/// <summary>The time that rows are stamped with: the database's, so that nodes with crossed clocks agree. Nothing is judged by it: leases do not run
/// out.</summary>
/// <remarks>SQLite has no server and no clock of its own: its time is this process's. A provider with a server asks it (<c>now()</c>) in its place.</remarks>
public sealed class DatabaseClock(TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();
}
