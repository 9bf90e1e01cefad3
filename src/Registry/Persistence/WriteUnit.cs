using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Persistence;

/// <summary>One transaction of <see cref="RegistryWriter"/>: its context, its time, what the activity log says of it, and what to publish once it is
/// committed.</summary>
public sealed class WriteUnit(RegistryContext context, DateTimeOffset now)
{
    private readonly List<RunNotice> notices = [];
    private readonly List<ActivityEntry> lines = [];

    public RegistryContext Context { get; } = context;

    /// <summary>The database's time at the beginning of the transaction.</summary>
    public DateTimeOffset Now { get; } = now;

    internal IReadOnlyList<RunNotice> Notices => notices;

    internal IReadOnlyList<ActivityEntry> Lines => lines;

    public void Publish(RunNotice notice) => notices.Add(notice);

    /// <summary>A line of the activity log, sealed and stored at the unit's end.</summary>
    internal void Say(ActivityEntry line) => lines.Add(line);
}
