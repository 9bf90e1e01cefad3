using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>A token that was not revoked.</summary>
/// <param name="Permission">The most that it allows.</param>
/// <param name="Project">Null for all projects that its person sees.</param>
/// <param name="LastUsedAt">To the hour; null where it never was.</param>
public sealed record AccessTokenView(
    AccessTokenId Id,
    string Name,
    Permission Permission,
    ProjectId? Project,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt
);
