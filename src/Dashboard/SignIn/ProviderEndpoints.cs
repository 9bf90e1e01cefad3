using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>The way to an identity provider and back, by ASP.NET Core's OpenID Connect: code flow with PKCE.</summary>
internal static class ProviderEndpoints
{
    /// <summary>Leads to the provider; where the provider leads back to; and the page that follows.</summary>
    public const string StartPath = "/sign-in/provider",
        BackPath = "/sign-in/openid",
        DonePath = "/sign-in/provider/done";

    private const string Scheme = "OpenIdConnect";

    public static void AddProvider(this AuthenticationBuilder authentication, ProviderOptions provider)
    {
        authentication.Services.AddScoped<ProviderSignIn>();
        authentication.AddOpenIdConnect(
            Scheme,
            options =>
            {
                (options.Authority, options.ClientId, options.ClientSecret) = (provider.Authority, provider.ClientId, provider.Secret);
                options.RequireHttpsMetadata = !provider.IsPlain;
                (options.SignInScheme, options.CallbackPath) = (IdentityConstants.ExternalScheme, BackPath);
                (options.ResponseType, options.ResponseMode, options.UsePkce) = (
                    OpenIdConnectResponseType.Code,
                    // A form that the provider's page sends would come from another origin.
                    OpenIdConnectResponseMode.Query,
                    true
                );
                (options.MapInboundClaims, options.SaveTokens, options.GetClaimsFromUserInfoEndpoint) = (false, false, false);
                foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
                    (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
                options.Events.OnRemoteFailure = context =>
                {
                    context.Response.Redirect(DonePath);
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            }
        );
    }

    public static void MapProvider(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                StartPath,
                (string? to, string? code, string? link) =>
                {
                    var done = new AuthenticationProperties { RedirectUri = DonePath + QueryString.Create("to", LocalAddress.Of(to)) };
                    foreach (var (name, value) in new[] { ("code", code), ("link", link) })
                        if (value is not null)
                            done.Items[name] = value;
                    return Results.Challenge(done, [Scheme]);
                }
            )
            .AllowAnonymous();
}
