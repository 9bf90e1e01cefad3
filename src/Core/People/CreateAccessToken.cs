using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Makes a token by which a program acts for the caller, who must have an account.</summary>
/// <param name="Name">1 to 100 characters: where it is used.</param>
/// <param name="Permission">The most that it allows, and never more than its person may do.</param>
/// <param name="Project">Null for all projects that its person sees.</param>
/// <param name="Days">After how many it expires: 1 to <see cref="MostDays"/>.</param>
/// <returns>The token. It is told once: only its hash is kept.</returns>
public sealed record CreateAccessToken(string Name, Permission Permission, ProjectId? Project, int Days = CreateAccessToken.DefaultDays)
    : IRequest<Outcome<NewAccessToken>>,
        IGuarded
{
    public const int DefaultDays = 90;
    public const int MostDays = 365;

    public Needs Needs => Needs.View(Project is { } project ? [project] : []);
}
