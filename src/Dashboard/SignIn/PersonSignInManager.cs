using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Identity's, for accounts that can be closed.</summary>
internal sealed class PersonSignInManager(
    UserManager<Person> people,
    IHttpContextAccessor accessor,
    IUserClaimsPrincipalFactory<Person> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<Person>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Person> confirmation
) : SignInManager<Person>(people, accessor, claims, options, logger, schemes, confirmation)
{
    /// <summary>Names the session that a sign-in began.</summary>
    public const string SessionClaim = "sid";

    public override Task SignInWithClaimsAsync(Person user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims) =>
        base.SignInWithClaimsAsync(user, authenticationProperties, additionalClaims.Append(new(SessionClaim, $"{Guid.NewGuid():N}")));

    public override async Task<bool> CanSignInAsync(Person user) => !user.IsClosed && await base.CanSignInAsync(user);

    /// <summary>Signs in by what a browser says of a passkey that was asked for.</summary>
    public async Task<bool> IsRightAsync(string answer)
    {
        try
        {
            return (await PasskeySignInAsync(answer)).Succeeded;
        }
        catch (InvalidOperationException)
        {
            // Nobody asked for one, or so long ago that the question is forgotten.
            return false;
        }
    }

    /// <summary>The passkey that a browser made; null where it is none.</summary>
    public async Task<UserPasskeyInfo?> AttestAsync(string answer)
    {
        try
        {
            return answer.Length > 0 && await PerformPasskeyAttestationAsync(answer) is { Succeeded: true, Passkey: { } made } ? made : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Signs in somebody whose first step was right, or asks for the second.</summary>
    public async Task<SignInAnswer> ContinueAsync(Person person) =>
        (await SignInOrTwoFactorAsync(person, isPersistent: false)).RequiresTwoFactor ? SignInAnswer.NeedsCode : SignInAnswer.Done;
}
