using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>An account of this dashboard.</summary>
/// <param name="Name">By which the person signs in, and which rows and the activity log keep; never changed, never given twice.</param>
/// <param name="IsAdministrator">May do everything in every project.</param>
/// <param name="Roles">What they may do in projects.</param>
public sealed record PersonView(PersonId Id, string Name, bool IsAdministrator, bool IsClosed, DateTimeOffset CreatedAt, IReadOnlyList<CallerScope> Roles);
