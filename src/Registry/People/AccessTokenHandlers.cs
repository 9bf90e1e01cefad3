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

/// <summary>Tokens by which programs act for people: made and revoked by their person, revoked by administrators too. Both leave a line in the activity
/// log.</summary>
internal sealed class AccessTokenHandlers(RegistryWriter writer, RegistryReader reader, CurrentCaller caller)
    : IRequestHandler<CreateAccessToken, Outcome<NewAccessToken>>,
        IRequestHandler<ListAccessTokens, IReadOnlyList<AccessTokenView>>,
        IRequestHandler<ListAccessTokensOf, IReadOnlyList<AccessTokenView>>,
        IRequestHandler<RevokeAccessToken, Outcome>,
        IRequestHandler<RevokeAccessTokenOf, Outcome>
{
    private const int LongestName = 100;
    private const int MostTokens = 100;

    public async Task<Outcome<NewAccessToken>> Handle(CreateAccessToken request, CancellationToken cancellationToken)
    {
        var (asked, name) = (caller.Value, UnicodeForm.ToNfc(request.Name.Trim()));
        if (asked.Person is not { } person)
            return Outcome<NewAccessToken>.Refused(new(RefusalKind.Conflict, "account.token.local"));
        if (name.Length is 0 or > LongestName)
            return Outcome<NewAccessToken>.Refused(new("account.token.name", ("most", LongestName), ("received", name.Length)));
        if (request.Days is < 1 or > CreateAccessToken.MostDays)
            return Outcome<NewAccessToken>.Refused(new("account.token.days", ("most", CreateAccessToken.MostDays), ("received", request.Days)));
        if (!(request.Project is { } project ? asked.May(request.Permission, project) : asked.MaySomewhere(request.Permission)))
            return Outcome<NewAccessToken>.Refused(new("account.token.permission", ("permission", ObjectWords.Of(request.Permission)), ("user", asked.User)));
        return await writer.WriteAsync(
            async unit =>
            {
                var now = unit.Now;
                if (
                    await unit.Context.AccessTokens.CountAsync(t => t.PersonId == person.Value && t.RevokedAt == null && t.ExpiresAt > now, cancellationToken)
                    >= MostTokens
                )
                    return Outcome<NewAccessToken>.Refused(new(RefusalKind.Conflict, "account.token.many", ("most", MostTokens)));
                var token = NewAccessToken.Prefix + SecretCode.New();
                var row = new AccessTokenRow
                {
                    Id = Guid.CreateVersion7(),
                    PersonId = person.Value,
                    Name = name,
                    Hash = SecretCode.HashOf(token),
                    Permission = request.Permission,
                    ProjectId = request.Project,
                    CreatedAt = now,
                    ExpiresAt = now.AddDays(request.Days),
                };
                unit.Context.Add(row);
                Say(unit, row, "token-made", new("activity.token.made", ("person", asked.User), ("token", name)));
                return new NewAccessToken(new(row.Id), token, row.ExpiresAt);
            },
            cancellationToken
        );
    }

    public Task<IReadOnlyList<AccessTokenView>> Handle(ListAccessTokens request, CancellationToken cancellationToken) =>
        caller.Value.Person is { } person ? ListAsync(person, cancellationToken) : Task.FromResult<IReadOnlyList<AccessTokenView>>([]);

    public Task<IReadOnlyList<AccessTokenView>> Handle(ListAccessTokensOf request, CancellationToken cancellationToken) =>
        ListAsync(request.Person, cancellationToken);

    public Task<Outcome> Handle(RevokeAccessToken request, CancellationToken cancellationToken) =>
        RevokeAsync(caller.Value.Person, request.Token, cancellationToken);

    public Task<Outcome> Handle(RevokeAccessTokenOf request, CancellationToken cancellationToken) =>
        RevokeAsync(request.Person, request.Token, cancellationToken);

    private Task<IReadOnlyList<AccessTokenView>> ListAsync(PersonId person, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<AccessTokenView>>(
            async context =>
                await context
                    .AccessTokens.Where(t => t.PersonId == person.Value && t.RevokedAt == null)
                    .OrderByDescending(t => t.CreatedAt)
                    .Select(t => new AccessTokenView(new(t.Id), t.Name, t.Permission, t.ProjectId, t.CreatedAt, t.ExpiresAt, t.LastUsedAt))
                    .ToListAsync(cancellationToken),
            cancellationToken
        );

    private Task<Outcome> RevokeAsync(PersonId? person, AccessTokenId id, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            async unit =>
            {
                var row = await unit.Context.AccessTokens.AsTracking().SingleOrDefaultAsync(t => t.Id == id.Value && t.RevokedAt == null, cancellationToken);
                if (row is null || person is null || row.PersonId != person.Value.Value)
                    return Outcome.Refused(new(RefusalKind.NotFound, "account.token.missing"));
                row.RevokedAt = unit.Now;
                var name = await unit.Context.Users.Where(p => p.Id == row.PersonId).Select(p => p.UserName!).SingleAsync(cancellationToken);
                Say(unit, row, "token-revoked", new("activity.token.revoked", ("person", name), ("token", row.Name)));
                return Outcome.Done;
            },
            cancellationToken
        );

    private void Say(WriteUnit unit, AccessTokenRow row, string action, Refusal said) =>
        ActivityLog.Append(unit, caller.Value, ProjectId.None, new(ObjectKind.Person, row.PersonId), action, row.Name, said, null);
}
