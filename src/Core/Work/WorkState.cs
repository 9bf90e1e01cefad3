namespace MlOpsDashboard.Core.Work;

/// <summary>Where a piece of work stands.</summary>
/// <param name="Handle">Its newest attempt.</param>
public sealed record WorkState(WorkId Id, WorkKind Kind, WorkStatus Status, string? Handle);
