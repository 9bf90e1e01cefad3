using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Signs everybody in as the local owner: <c>AllowedHosts</c>, the loopback unless set otherwise, says who reaches the dashboard at all.</summary>
internal sealed class LocalSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Local";

    private static readonly ClaimsPrincipal Owner = new(new ClaimsIdentity([new(ClaimTypes.Name, "local")], Name));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.Success(new(Owner, Name)));
}
