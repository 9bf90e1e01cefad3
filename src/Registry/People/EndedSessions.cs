using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Sessions that were signed out, among the tokens that ASP.NET Core Identity keeps of a person; as long as a copy of their cookie could still be
/// shown.</summary>
internal static class EndedSessions
{
    private const string Provider = "[EndedSession]",
        Format = "yyyyMMddHHmmss";

    // Longer than a cookie lasts without use.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public static IQueryable<string> Of(RegistryContext context, Guid person) =>
        context.UserTokens.Where(t => t.UserId == person && t.LoginProvider == Provider).Select(t => t.Name);

    public static async Task AddAsync(WriteUnit unit, Guid person, string session, CancellationToken cancellationToken)
    {
        var tokens = unit.Context.UserTokens.Where(t => t.UserId == person && t.LoginProvider == Provider);
        var old = (unit.Now - Kept).ToString(Format, CultureInfo.InvariantCulture);
        await tokens.Where(t => string.Compare(t.Value, old) < 0).ExecuteDeleteAsync(cancellationToken);
        if (await tokens.AnyAsync(t => t.Name == session, cancellationToken))
            return;
        unit.Context.Add(
            new IdentityUserToken<Guid>
            {
                UserId = person,
                LoginProvider = Provider,
                Name = session,
                Value = unit.Now.ToString(Format, CultureInfo.InvariantCulture),
            }
        );
    }
}
