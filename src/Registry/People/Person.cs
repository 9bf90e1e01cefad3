using Microsoft.AspNetCore.Identity;

namespace MlOpsDashboard.Registry.People;

/// <summary>An account. Closed, never deleted: rows and the activity log keep its name.</summary>
public sealed class Person : IdentityUser<Guid>
{
    /// <summary>May do everything in every project.</summary>
    public bool IsAdministrator { get; set; }

    public bool IsClosed { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
