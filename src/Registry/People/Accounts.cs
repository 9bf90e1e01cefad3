using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Mail;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Opens accounts: the rules of names and passwords, and the row with its line of the activity log in one transaction.</summary>
internal sealed class Accounts(RegistryWriter writer, RegistryReader reader, IPasswordHasher<Person> hasher, ILookupNormalizer names, MailQueue mail)
    : IAccounts
{
    private const int LongestName = 64;
    private const string NameMarks = ".-_@";

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) =>
        reader.ReadAsync(async context => !await context.Users.AnyAsync(cancellationToken), cancellationToken);

    public Task<Outcome<PersonId>> SetUpAsync(string name, string password, CancellationToken cancellationToken) =>
        OpenAsync(
            name,
            password,
            async (unit, person) =>
            {
                if (await unit.Context.Users.AnyAsync(cancellationToken))
                    return new(RefusalKind.Conflict, "people.setup.done");
                person.IsAdministrator = true;
                return null;
            },
            cancellationToken
        );

    public Task<Outcome<PersonId>> JoinAsync(string code, string name, string password, CancellationToken cancellationToken) =>
        OpenAsync(name, password, (unit, person) => TakeAsync(unit, person, code, cancellationToken), cancellationToken);

    public Task<Outcome<PersonId>> JoinAsync(string code, string name, ProviderLogin login, CancellationToken cancellationToken) =>
        OpenAsync(
            name,
            null,
            async (unit, person) => await LinkAsync(unit, person, login, cancellationToken) ?? await TakeAsync(unit, person, code, cancellationToken),
            cancellationToken
        );

    public Task<Outcome<PersonId>> JoinAsync(string name, ProviderLogin login, Permission role, string project, CancellationToken cancellationToken) =>
        OpenAsync(
            name,
            null,
            async (unit, person) =>
            {
                if (await LinkAsync(unit, person, login, cancellationToken) is { } refusal)
                    return refusal;
                if (await unit.Context.Projects.SingleOrDefaultAsync(p => p.Name == project, cancellationToken) is not { } there)
                    return new(RefusalKind.NotFound, "caller.object.missing", ("kind", ObjectWords.Of(ObjectKind.Project)), ("received", project));
                unit.Context.Add(
                    new ProjectRole
                    {
                        PersonId = person.Id,
                        ProjectId = there.Id,
                        Role = role,
                    }
                );
                return null;
            },
            cancellationToken
        );

    public async Task EndSessionAsync(PersonId person, string session, CancellationToken cancellationToken) =>
        await writer.WriteAsync(
            async unit =>
            {
                await EndedSessions.AddAsync(unit, person.Value, session, cancellationToken);
                return Outcome.Done;
            },
            cancellationToken
        );

    public async Task NoteAsync(PersonId person, AccountChange change, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(
            async unit =>
            {
                var account = await unit.Context.Users.SingleAsync(p => p.Id == person.Value, cancellationToken);
                var name = account.UserName!;
                mail.Account(unit, account.Id, account.Email, change);
                ActivityLog.Append(
                    unit,
                    new Caller(name, null, []),
                    ProjectId.None,
                    new(ObjectKind.Person, person.Value),
                    "account-changed",
                    name,
                    new($"activity.account.{change}", ("person", name)),
                    null
                );
                return Outcome.Done;
            },
            cancellationToken
        );
    }

    private async Task<Outcome<PersonId>> OpenAsync(
        string name,
        string? password,
        Func<WriteUnit, Person, Task<Refusal?>> admit,
        CancellationToken cancellationToken
    )
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsLetterOrDigit(c) || NameMarks.Contains(c)))
            return Outcome<PersonId>.Refused(
                new("people.name.form", ("most", LongestName), ("received", name.Length == 0 ? "-" : name[..Math.Min(name.Length, LongestName)]))
            );
        if (password is not null && PasswordRules.Fault(password) is { } fault)
            return Outcome<PersonId>.Refused(fault);
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            UserName = name,
            NormalizedUserName = names.NormalizeName(name),
            SecurityStamp = Guid.NewGuid().ToString("N"),
            LockoutEnabled = true,
        };
        if (password is not null)
            person.PasswordHash = hasher.HashPassword(person, password);
        return await writer.WriteAsync(
            async unit =>
            {
                if (await unit.Context.Users.AnyAsync(p => p.NormalizedUserName == person.NormalizedUserName, cancellationToken))
                    return Outcome<PersonId>.Refused(new(RefusalKind.Conflict, "people.name.taken", ("name", name)));
                person.CreatedAt = unit.Now;
                if (await admit(unit, person) is { } refusal)
                    return Outcome<PersonId>.Refused(refusal);
                unit.Context.Add(person);
                ActivityLog.Append(
                    unit,
                    new Caller(name, null, []),
                    ProjectId.None,
                    new(ObjectKind.Person, person.Id),
                    "account-opened",
                    name,
                    new("activity.person.joined", ("person", name)),
                    null
                );
                return new PersonId(person.Id);
            },
            cancellationToken
        );
    }

    private static async Task<Refusal?> TakeAsync(WriteUnit unit, Person person, string code, CancellationToken cancellationToken)
    {
        var hash = SecretCode.HashOf(code);
        var invitation = await unit.Context.Invitations.AsTracking().SingleOrDefaultAsync(i => i.CodeHash == hash, cancellationToken);
        if (invitation is not { TakenAt: null } || invitation.ExpiresAt <= unit.Now)
            return new(RefusalKind.NotFound, "people.code.used");
        (invitation.TakenAt, invitation.TakenBy) = (unit.Now, person.Id);
        person.IsAdministrator = invitation.IsAdministrator;
        unit.Context.AddRange(
            invitation.Roles.Select(role => new ProjectRole
            {
                PersonId = person.Id,
                ProjectId = role.Project!.Value,
                Role = role.Permission,
            })
        );
        return null;
    }

    private static async Task<Refusal?> LinkAsync(WriteUnit unit, Person person, ProviderLogin login, CancellationToken cancellationToken)
    {
        if (await unit.Context.UserLogins.AnyAsync(l => l.LoginProvider == login.Issuer && l.ProviderKey == login.Subject, cancellationToken))
            return new(RefusalKind.Conflict, "account.provider.taken", ("provider", login.Provider));
        unit.Context.Add(
            new IdentityUserLogin<Guid>
            {
                LoginProvider = login.Issuer,
                ProviderKey = login.Subject,
                ProviderDisplayName = login.Provider,
                UserId = person.Id,
            }
        );
        return null;
    }
}
