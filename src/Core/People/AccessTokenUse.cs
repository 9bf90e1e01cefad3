using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <param name="Limit">The most that the token allows, in one project or (null) in all.</param>
public sealed record AccessTokenUse(PersonId Person, CallerScope Limit);
