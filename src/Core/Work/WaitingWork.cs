using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Work;

/// <summary>Work that waits for its turn.</summary>
/// <param name="Order">First come, first served.</param>
/// <param name="Handle">Its newest attempt, whose child may have outlived its holder.</param>
/// <param name="Reason">Why it was given back; null where it was not begun.</param>
public sealed record WaitingWork(WorkId Id, string Group, long Order, string? Handle, Refusal? Reason, int Attempt);
