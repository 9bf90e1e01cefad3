namespace MlOpsDashboard.Core.People;

/// <param name="Token">Begins with <see cref="Prefix"/>.</param>
/// <param name="Until">When it expires.</param>
public sealed record NewAccessToken(AccessTokenId Id, string Token, DateTimeOffset Until)
{
    /// <summary>By which people, and programs that look for secrets, recognise one.</summary>
    public const string Prefix = "mlops_";
}
