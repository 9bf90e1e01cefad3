namespace MlOpsDashboard.Core.Callers;

/// <summary>What a caller may do, and where.</summary>
/// <param name="Permission">It and those before it.</param>
/// <param name="Project">Null for every project.</param>
public sealed record CallerScope(Permission Permission, ProjectId? Project = null);
