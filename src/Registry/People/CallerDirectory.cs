using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Reads people and their roles, and keeps what it read for <see cref="ICallerDirectory.Kept"/>.</summary>
internal sealed class CallerDirectory(RegistryReader reader, TimeProvider time) : ICallerDirectory
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<PersonId, Known> known = new();

    public async ValueTask<Caller?> FindAsync(PersonId person, string stamp, string session, CancellationToken cancellationToken)
    {
        var now = await KnownAsync(person, cancellationToken);
        return
            now.Caller is { } caller
            && !now.Ended.Contains(session)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(now.Stamp), Encoding.UTF8.GetBytes(stamp))
            ? caller
            : null;
    }

    public async ValueTask<Caller?> FindAsync(PersonId person, CancellationToken cancellationToken) => (await KnownAsync(person, cancellationToken)).Caller;

    public void Forget(PersonId person) => known.TryRemove(person, out _);

    private async ValueTask<Known> KnownAsync(PersonId person, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(person, out var now) && time.GetElapsedTime(now.At) < ICallerDirectory.Kept)
            return now;
        if (known.Count >= Most)
            known.Clear();
        var at = time.GetTimestamp();
        return known[person] = await reader.ReadAsync(context => ReadAsync(context, person, at, cancellationToken), cancellationToken);
    }

    private static async Task<Known> ReadAsync(RegistryContext context, PersonId person, long at, CancellationToken cancellationToken)
    {
        var found = await context
            .Users.Where(p => p.Id == person.Value && !p.IsClosed)
            .Select(p => new
            {
                p.UserName,
                p.SecurityStamp,
                p.IsAdministrator,
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is not { UserName: { } name, SecurityStamp: { } stamp })
            return new(at, "", [], null);
        var scopes = found.IsAdministrator
            ? [new CallerScope(Permission.Administer)]
            : await context
                .ProjectRoles.Where(r => r.PersonId == person.Value)
                .OrderBy(r => r.ProjectId)
                .Select(r => new CallerScope(r.Role, r.ProjectId))
                .ToListAsync(cancellationToken);
        var ended = await EndedSessions.Of(context, person.Value).ToListAsync(cancellationToken);
        return new(at, stamp, [.. ended], new(name, null, scopes) { Person = person });
    }

    private sealed record Known(long At, string Stamp, HashSet<string> Ended, Caller? Caller);
}
