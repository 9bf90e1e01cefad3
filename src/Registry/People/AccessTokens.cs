using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Finds tokens by their hash.</summary>
internal sealed partial class AccessTokens(RegistryReader reader, RegistryWriter writer, DatabaseClock clock, ILogger<AccessTokens> logger) : IAccessTokens
{
    public async Task<AccessTokenUse?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!token.StartsWith(NewAccessToken.Prefix, StringComparison.Ordinal))
            return null;
        var (hash, now) = (SecretCode.HashOf(token), clock.Now);
        var found = await reader.ReadAsync(
            context => context.AccessTokens.SingleOrDefaultAsync(t => t.Hash == hash && t.RevokedAt == null && t.ExpiresAt > now, cancellationToken),
            cancellationToken
        );
        if (found is null)
            return null;
        var hour = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerHour));
        if (found.LastUsedAt != hour)
            await NoteAsync(found.Id, hour, cancellationToken);
        return new(new PersonId(found.PersonId), new(found.Permission, found.ProjectId));
    }

    // What may be taken away can be taken away while nothing can be written.
    private async Task NoteAsync(Guid id, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(
                unit => unit.Context.AccessTokens.Where(t => t.Id == id).ExecuteUpdateAsync(t => t.SetProperty(row => row.LastUsedAt, hour), cancellationToken),
                cancellationToken
            );
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotNoted(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hour at which a token was used could not be noted")]
    private partial void LogNotNoted(Exception exception);
}
