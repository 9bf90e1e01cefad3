using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Registry.People;

/// <summary>What a program acts for a person by.</summary>
public sealed class AccessTokenRow
{
    public Guid Id { get; set; }
    public Guid PersonId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the token.</summary>
    public string Hash { get; set; } = "";

    /// <summary>The most that it allows, and never more than its person may do.</summary>
    public Permission Permission { get; set; }

    /// <summary>Null for all projects that its person sees.</summary>
    public ProjectId? ProjectId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>To the hour.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}
