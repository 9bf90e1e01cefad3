using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>One transaction of <see cref="RegistryWriter"/>: its context, its time, and what to publish once it is committed.</summary>
public sealed class WriteUnit(RegistryContext context, DateTimeOffset now)
{
    private readonly List<RunNotice> notices = [];

    public RegistryContext Context { get; } = context;

    /// <summary>The database's time at the beginning of the transaction.</summary>
    public DateTimeOffset Now { get; } = now;

    internal IReadOnlyList<RunNotice> Notices => notices;

    public void Publish(RunNotice notice) => notices.Add(notice);
}
