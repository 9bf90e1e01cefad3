namespace MlOpsDashboard.Core.People;

/// <summary>Somebody as an identity provider knows them: issuer and subject together are never given twice.</summary>
/// <param name="Provider">As people call the provider.</param>
public sealed record ProviderLogin(string Issuer, string Subject, string Provider);
