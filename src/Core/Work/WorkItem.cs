using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Work;

/// <summary>Something long that a child process does, from being asked for to its end, through every attempt. What it is for (a run, an import) has its own
/// row of the same id.</summary>
/// <remarks>Whoever writes on its behalf carries its <see cref="Token"/>; after another holder took it, the earlier one's writes are refused.</remarks>
public sealed class WorkItem
{
    private WorkItem() { }

    public WorkItem(WorkId id, WorkKind kind, string group, long order, ProjectId project, DateTimeOffset now)
    {
        Id = id;
        Kind = kind;
        Group = group;
        Order = order;
        ProjectId = project;
        CreatedAt = now;
    }

    public WorkId Id { get; private set; }
    public WorkKind Kind { get; private set; }

    /// <summary>Its subject's: notices of it are for those who see that project.</summary>
    public ProjectId ProjectId { get; private set; }

    /// <summary>One of <see cref="WorkGroups"/>.</summary>
    public string Group { get; private set; } = WorkGroups.Cpu;

    /// <summary>First come, first served: counts up, whatever any clock says.</summary>
    public long Order { get; private set; }
    public WorkStatus Status { get; private set; } = WorkStatus.Waiting;
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>A person wants it ended.</summary>
    public bool StopRequested { get; private set; }

    /// <summary>Fencing token of the last lease.</summary>
    public long Token { get; private set; }

    /// <summary>The process that holds it (<see cref="ProcessIdentity"/> as text), or held it last.</summary>
    public string? Holder { get; private set; }

    /// <summary>How often a child was started for it.</summary>
    public int Attempt { get; private set; }

    /// <summary>How often an attempt ended by a fault since it was queued.</summary>
    public int Faults { get; private set; }

    /// <summary>The launcher's name for the newest attempt, set before its child starts; null once it has nothing more to say.</summary>
    public string? Handle { get; private set; }

    /// <summary>Bytes of the attempt's standard output that are stored.</summary>
    public long OutputOffset { get; private set; }

    /// <summary>Bytes of the attempt's standard error that are stored.</summary>
    public long ErrorOffset { get; private set; }

    /// <summary>Why it waits again, or null: a <see cref="Refusal"/>.</summary>
    public Refusal? Reason { get; private set; }

    /// <summary>Seconds that the attempts before the newest took.</summary>
    public double EarlierSeconds { get; private set; }

    /// <summary>Seconds of the newest attempt so far, by a clock that nobody sets.</summary>
    public double AttemptSeconds { get; private set; }

    public double Seconds => EarlierSeconds + AttemptSeconds;

    /// <summary>A holder takes it.</summary>
    /// <returns>The token that every later write must carry.</returns>
    public long Acquire(ProcessIdentity holder)
    {
        if (Status != WorkStatus.Waiting)
            throw Illegal(nameof(Acquire));
        Status = WorkStatus.Active;
        Holder = holder.ToString();
        Reason = null;
        return ++Token;
    }

    public bool IsHeldWith(long token) => Status == WorkStatus.Active && token == Token;

    /// <summary>A child is about to be started.</summary>
    public void BeginAttempt(string handle)
    {
        if (Status != WorkStatus.Active)
            throw Illegal(nameof(BeginAttempt));
        Attempt++;
        Handle = handle;
        (OutputOffset, ErrorOffset) = (0, 0);
        (EarlierSeconds, AttemptSeconds) = (Seconds, 0);
    }

    /// <summary>Whether all that its child said up to there is stored.</summary>
    public bool HasDelivered(WorkOffsets offsets) => offsets.Output <= OutputOffset && offsets.Error <= ErrorOffset;

    /// <summary>What its child said up to here is stored.</summary>
    public void Deliver(WorkOffsets offsets)
    {
        OutputOffset = Math.Max(OutputOffset, offsets.Output);
        ErrorOffset = Math.Max(ErrorOffset, offsets.Error);
        AttemptSeconds = Math.Max(AttemptSeconds, offsets.Seconds);
    }

    /// <summary>Nobody holds it any more; it goes on later.</summary>
    /// <param name="attemptOver">Its newest attempt has nothing more to say: the next holder begins a new one.</param>
    public void GiveBack(Refusal? reason, int faults, bool attemptOver)
    {
        if (Status != WorkStatus.Active)
            throw Illegal(nameof(GiveBack));
        Status = WorkStatus.Waiting;
        Reason = reason;
        Faults = faults;
        if (attemptOver)
            Handle = null;
    }

    public void RequestStop() => StopRequested = true;

    public void End() => (Status, Reason, Handle) = (WorkStatus.Ended, null, null);

    /// <summary>Waits again after its end; what its attempts took is kept.</summary>
    public void Requeue(string group, long order)
    {
        if (Status != WorkStatus.Ended)
            throw Illegal(nameof(Requeue));
        (Status, Group, Order, StopRequested, Faults, Reason) = (WorkStatus.Waiting, group, order, false, 0, null);
    }

    private InvalidOperationException Illegal(string change) => new($"Work {Id} is {Status}; {change} is not allowed there.");
}
