using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <param name="Mine">The most that the caller may do in it.</param>
public sealed record ProjectView(ProjectId Id, string Name, Permission Mine);
