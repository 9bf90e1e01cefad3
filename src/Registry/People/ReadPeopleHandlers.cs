using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Accounts and projects, as pages show them.</summary>
internal sealed class ReadPeopleHandlers(RegistryReader reader, CurrentCaller caller)
    : IRequestHandler<ListPeople, IReadOnlyList<PersonView>>,
        IRequestHandler<ListProjects, IReadOnlyList<ProjectView>>
{
    public Task<IReadOnlyList<PersonView>> Handle(ListPeople request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<PersonView>>(
            async context =>
            {
                var roles = (await context.ProjectRoles.ToListAsync(cancellationToken)).ToLookup(r => r.PersonId, r => new CallerScope(r.Role, r.ProjectId));
                var people = await context.Users.OrderBy(p => p.NormalizedUserName).ToListAsync(cancellationToken);
                return [.. people.Select(p => new PersonView(new(p.Id), p.UserName!, p.IsAdministrator, p.IsClosed, p.CreatedAt, [.. roles[p.Id]]))];
            },
            cancellationToken
        );

    public Task<IReadOnlyList<ProjectView>> Handle(ListProjects request, CancellationToken cancellationToken)
    {
        var asked = caller.Value;
        return reader.ReadAsync<IReadOnlyList<ProjectView>>(
            async context =>
            {
                var projects = await context.Projects.OrderBy(p => p.Name).ToListAsync(cancellationToken);
                return
                [
                    .. projects
                        .Where(p => asked.May(Permission.View, p.Id))
                        .Select(p => new ProjectView(p.Id, p.Name, Enum.GetValues<Permission>().Last(permission => asked.May(permission, p.Id)))),
                ];
            },
            cancellationToken
        );
    }
}
