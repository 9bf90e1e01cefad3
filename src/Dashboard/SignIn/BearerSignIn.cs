using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Signs a program in by a personal access token in the header <c>Authorization</c>, at endpoints that <see cref="AcceptsTokensAttribute"/> names.
/// Unknown, expired and revoked tokens get the same answer.</summary>
internal sealed class BearerSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IAccessTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";

    private const string PermissionClaim = "token-permission",
        ProjectClaim = "token-project";

    private static readonly Refusal Wrong = new(RefusalKind.Forbidden, "account.token.wrong");

    /// <summary>Registered where tokens are taken: with sign-in.</summary>
    public sealed class Enabled;

    /// <summary>Whose token the user showed, and its limit; null for somebody who signed in otherwise.</summary>
    public static AccessTokenUse? Find(ClaimsPrincipal user) =>
        user.Identity is ClaimsIdentity { IsAuthenticated: true, AuthenticationType: Name } identity
            ? new(
                PersonId.Parse(identity.FindFirst(ClaimTypes.NameIdentifier)!.Value),
                new(
                    Enum.Parse<Permission>(identity.FindFirst(PermissionClaim)!.Value),
                    identity.FindFirst(ProjectClaim) is { } project ? ProjectId.Parse(project.Value) : null
                )
            )
            : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AcceptsTokensAttribute.Applies(Context))
            return AuthenticateResult.Fail("A token is not taken here.");
        var token = Request.Headers.Authorization.ToString()[Name.Length..].Trim();
        if (await tokens.FindAsync(token, Context.RequestAborted) is not { } use)
            return AuthenticateResult.Fail("The token is none.");
        var identity = new ClaimsIdentity(Name);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, use.Person.ToString()));
        identity.AddClaim(new(PermissionClaim, use.Limit.Permission.ToString()));
        if (use.Limit.Project is { } project)
            identity.AddClaim(new(ProjectClaim, project.Value.ToString("N", CultureInfo.InvariantCulture)));
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = Name;
        return Problems.Of(Wrong, StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Of(new Refusal(RefusalKind.Forbidden, "account.token.less")).ExecuteAsync(Context);
}
