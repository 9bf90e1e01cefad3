namespace MlOpsDashboard.Core.Work;

/// <summary>The right to write on behalf of a row of work.</summary>
/// <param name="Token">Fencing token; every write carries it.</param>
/// <param name="Attempt">Children started so far.</param>
/// <param name="Faults">How often an attempt ended by a fault since it was queued.</param>
/// <param name="Handle">The newest attempt, which may still be at work; null before the first.</param>
/// <param name="Offsets">How far that attempt was followed.</param>
/// <param name="StopRequested">A person wants it ended.</param>
public sealed record WorkLease(WorkId Id, WorkKind Kind, long Token, int Attempt, int Faults, string? Handle, WorkOffsets Offsets, bool StopRequested);
