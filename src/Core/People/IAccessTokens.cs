namespace MlOpsDashboard.Core.People;

/// <summary>Whose token a program shows.</summary>
public interface IAccessTokens
{
    /// <summary>Asks anew each time, so that a token that was revoked is none at once. Notes the hour of its use.</summary>
    /// <returns>Null for one that was never made, has expired, or was revoked.</returns>
    Task<AccessTokenUse?> FindAsync(string token, CancellationToken cancellationToken);
}
