using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>What administrators change on people and projects. Every change leaves its line in the activity log, in the same transaction.</summary>
internal sealed class ChangePeopleHandlers(RegistryWriter writer, CurrentCaller caller, ICallerDirectory directory)
    : IRequestHandler<InvitePerson, Outcome<Invitation>>,
        IRequestHandler<SetRole, Outcome>,
        IRequestHandler<SetAdministrator, Outcome>,
        IRequestHandler<CloseAccount, Outcome>,
        IRequestHandler<CreateProject, Outcome<ProjectId>>
{
    private static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);
    private const int LongestName = 100;

    public Task<Outcome<Invitation>> Handle(InvitePerson request, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                foreach (var role in request.Roles)
                    if (role.Project is not { } project || !await unit.Context.Projects.AnyAsync(p => p.Id == project, cancellationToken))
                        return Outcome<Invitation>.Refused(MissingProject(role.Project));
                var code = SecretCode.New();
                var row = new InvitationRow
                {
                    Id = Guid.CreateVersion7(),
                    CodeHash = SecretCode.HashOf(code),
                    IsAdministrator = request.IsAdministrator,
                    Roles = request.Roles,
                    CreatedBy = caller.Value.User,
                    ExpiresAt = unit.Now + InvitationLasts,
                };
                unit.Context.Add(row);
                Say(unit, ProjectId.None, new(ObjectKind.Person, row.Id), "person-invited", "invitation", new("activity.person.invited"));
                return new Invitation(code, row.ExpiresAt);
            },
            cancellationToken
        );

    public Task<Outcome> Handle(SetRole request, CancellationToken cancellationToken) =>
        OnPersonAsync(
            request.Person,
            async (unit, person) =>
            {
                if (await unit.Context.Projects.SingleOrDefaultAsync(p => p.Id == request.Project, cancellationToken) is not { } project)
                    return Outcome.Refused(MissingProject(request.Project));
                var there = await unit
                    .Context.ProjectRoles.AsTracking()
                    .SingleOrDefaultAsync(r => r.PersonId == person.Id && r.ProjectId == project.Id, cancellationToken);
                if (there?.Role == request.Role)
                    return Outcome.Done;
                if (request.Role is not { } role)
                    unit.Context.Remove(there!);
                else if (there is null)
                    unit.Context.Add(
                        new ProjectRole
                        {
                            PersonId = person.Id,
                            ProjectId = project.Id,
                            Role = role,
                        }
                    );
                else
                    there.Role = role;
                Say(
                    unit,
                    project.Id,
                    project.Id,
                    "role-set",
                    person.UserName!,
                    request.Role is { } now
                        ? new("activity.person.role", ("person", person.UserName!), ("project", project.Name), ("permission", ObjectWords.Of(now)))
                        : new("activity.person.roleEnded", ("person", person.UserName!), ("project", project.Name))
                );
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<Outcome> Handle(SetAdministrator request, CancellationToken cancellationToken) =>
        OnPersonAsync(
            request.Person,
            async (unit, person) =>
            {
                if (person.IsAdministrator == request.IsAdministrator)
                    return Outcome.Done;
                if (!request.IsAdministrator && await IsLastAsync(unit, person, cancellationToken))
                    return Outcome.Refused(LastAdministrator(person));
                person.IsAdministrator = request.IsAdministrator;
                Say(
                    unit,
                    ProjectId.None,
                    new(ObjectKind.Person, person.Id),
                    "administrator-set",
                    person.UserName!,
                    new(request.IsAdministrator ? "activity.person.administrator" : "activity.person.administratorEnded", ("person", person.UserName!))
                );
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<Outcome> Handle(CloseAccount request, CancellationToken cancellationToken) =>
        OnPersonAsync(
            request.Person,
            async (unit, person) =>
            {
                if (person.IsClosed == request.IsClosed)
                    return Outcome.Done;
                if (request.IsClosed && await IsLastAsync(unit, person, cancellationToken))
                    return Outcome.Refused(LastAdministrator(person));
                person.IsClosed = request.IsClosed;
                // Whoever is signed in now, or has a token, is nobody any more, also after it was opened again.
                person.SecurityStamp = Guid.NewGuid().ToString("N");
                if (request.IsClosed)
                    await unit
                        .Context.AccessTokens.Where(t => t.PersonId == person.Id && t.RevokedAt == null)
                        .ExecuteUpdateAsync(t => t.SetProperty(token => token.RevokedAt, unit.Now), cancellationToken);
                Say(
                    unit,
                    ProjectId.None,
                    new(ObjectKind.Person, person.Id),
                    "account-closed",
                    person.UserName!,
                    new(request.IsClosed ? "activity.person.closed" : "activity.person.opened", ("person", person.UserName!))
                );
                return Outcome.Done;
            },
            cancellationToken
        );

    public Task<Outcome<ProjectId>> Handle(CreateProject request, CancellationToken cancellationToken)
    {
        var name = UnicodeForm.ToNfc(request.Name.Trim());
        if (name.Length is 0 or > LongestName)
            return Task.FromResult(Outcome<ProjectId>.Refused(new("people.project.name", ("most", LongestName), ("received", name.Length))));
        return writer.WriteAsync(
            async unit =>
            {
                var names = await unit.Context.Projects.Select(p => p.Name).ToListAsync(cancellationToken);
                if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                    return Outcome<ProjectId>.Refused(
                        new(RefusalKind.Conflict, "caller.name.taken", ("kind", ObjectWords.Of(ObjectKind.Project)), ("name", name))
                    );
                var project = new Project(ProjectId.New(), name, unit.Now);
                unit.Context.Add(project);
                Say(unit, project.Id, project.Id, "project-made", name, new("activity.project.made", ("project", name)));
                return project.Id;
            },
            cancellationToken
        );
    }

    private async Task<Outcome> OnPersonAsync(PersonId id, Func<WriteUnit, Person, Task<Outcome>> change, CancellationToken cancellationToken)
    {
        var outcome = await writer.WriteAsync(
            async unit =>
                await unit.Context.Users.AsTracking().SingleOrDefaultAsync(p => p.Id == id.Value, cancellationToken) is { } person
                    ? await change(unit, Changing(person))
                    : Outcome.Refused(
                        new(RefusalKind.NotFound, "caller.object.missing", ("kind", ObjectWords.Of(ObjectKind.Person)), ("received", id.ToString()))
                    ),
            cancellationToken
        );
        directory.Forget(id);
        return outcome;
    }

    // Identity writes whole accounts that it read before, a failed attempt to sign in for one: such a write meets another stamp, and is not done.
    private static Person Changing(Person person)
    {
        person.ConcurrencyStamp = Guid.NewGuid().ToString();
        return person;
    }

    private static async Task<bool> IsLastAsync(WriteUnit unit, Person person, CancellationToken cancellationToken) =>
        person is { IsAdministrator: true, IsClosed: false }
        && !await unit.Context.Users.AnyAsync(p => p.Id != person.Id && p.IsAdministrator && !p.IsClosed, cancellationToken);

    private void Say(WriteUnit unit, ProjectId project, ObjectReference of, string action, string subject, Refusal said) =>
        ActivityLog.Append(unit, caller.Value, project, of, action, subject, said, null);

    private static Refusal LastAdministrator(Person person) => new(RefusalKind.Conflict, "people.administrator.last", ("person", person.UserName!));

    private static Refusal MissingProject(ProjectId? project) =>
        new(RefusalKind.NotFound, "caller.object.missing", ("kind", ObjectWords.Of(ObjectKind.Project)), ("received", project?.ToString() ?? "-"));
}
