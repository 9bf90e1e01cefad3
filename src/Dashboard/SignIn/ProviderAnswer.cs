using MlOpsDashboard.Core.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>What an identity provider said of somebody.</summary>
/// <param name="SuggestedName">For an account that is opened; may be empty.</param>
/// <param name="Code">Of the invitation that they came with.</param>
/// <param name="Link">Proof of the account's page that asked for it.</param>
internal sealed record ProviderAnswer(ProviderLogin Login, string SuggestedName, string? Code, string? Link);
