namespace MlOpsDashboard.Core.People;

/// <summary>Protects secrets that must be read again, so that the database alone gives none of them.</summary>
public interface ISecretProtection
{
    string Protect(string secret);

    /// <returns>Null for what was protected by keys that are gone.</returns>
    string? Unprotect(string kept);
}
