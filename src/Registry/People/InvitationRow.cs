using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Registry.People;

/// <summary>A link by which one person opens an account.</summary>
public sealed class InvitationRow
{
    public Guid Id { get; set; }

    /// <summary>SHA-256 of its code.</summary>
    public string CodeHash { get; set; } = "";

    public bool IsAdministrator { get; set; }

    public IReadOnlyList<CallerScope> Roles { get; set; } = [];

    public string CreatedBy { get; set; } = "";

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was taken, by whom.</summary>
    public DateTimeOffset? TakenAt { get; set; }
    public Guid? TakenBy { get; set; }
}
