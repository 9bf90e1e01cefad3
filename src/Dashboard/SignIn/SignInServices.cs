using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Dashboard.Http;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Sign-in with accounts: ASP.NET Core Identity's cookies, and who a cookie's person is.</summary>
internal static class SignInServices
{
    /// <summary>Where people sign in, where they sign out (POST), where the second step is, and their own account.</summary>
    public const string Path = "/sign-in",
        OutPath = "/sign-out",
        CodePath = "/sign-in/code",
        AccountPath = "/account";

    private const string CookieOrToken = "CookieOrToken";

    // OWASP's floor for PBKDF2 with SHA-512.
    private const int HashRounds = 210_000;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashRounds);
        var authentication = services.AddAuthentication(CookieOrToken);
        authentication.AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(Set));
        foreach (var name in new[] { IdentityConstants.ApplicationScheme, IdentityConstants.TwoFactorUserIdScheme, IdentityConstants.ExternalScheme })
            services.Configure<CookieAuthenticationOptions>(name, Guard);
        authentication
            .AddScheme<AuthenticationSchemeOptions, BearerSignIn>(BearerSignIn.Name, null)
            .AddPolicyScheme(
                CookieOrToken,
                null,
                options =>
                    options.ForwardDefaultSelector = context =>
                        AcceptsTokensAttribute.IsShown(context.Request) ? BearerSignIn.Name : IdentityConstants.ApplicationScheme
            );
        services.AddSingleton<BearerSignIn.Enabled>();
        // A field of a form and its cookie go by https alone where the page came by it.
        services.Configure<AntiforgeryOptions>(options => options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest);
        if (configuration.GetSection(ProviderOptions.Section).Get<ProviderOptions>() is { Authority: not null } provider)
            authentication.AddProvider(provider);
        new IdentityBuilder(typeof(Person), services).AddSignInManager<PersonSignInManager>().AddDefaultTokenProviders();
        services.AddSingleton<ICallers, AccountCallers>();
        services.AddScoped(provider => (PersonSignInManager)provider.GetRequiredService<SignInManager<Person>>());
        // A passkey alone signs in: the authenticator has asked its person for a finger or a PIN.
        services.Configure<IdentityPasskeyOptions>(options => (options.UserVerificationRequirement, options.ResidentKeyRequirement) = ("required", "required"));
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<SecondStep>();
        services.AddSingleton<AttemptGate>();
        services.AddSingleton<UsedCodes>();
        services.AddSingleton<SetUpCode>();
        services.AddHostedService<SetUpLink>();
        services.Replace(ServiceDescriptor.Singleton(new ReviewDefaults(IsTeam: true)));
        return services;
    }

    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder routes)
    {
        // A foreign page can't send it: OriginCheck.
        routes
            .MapPost(
                OutPath,
                async (HttpContext context, PersonSignInManager signIn, IAccounts accounts, ICallerDirectory directory) =>
                {
                    await EndAsync(context, accounts, directory);
                    await signIn.SignOutAsync();
                    return Results.LocalRedirect(Path);
                }
            )
            .RequireAuthorization(policy => policy.RequireAuthenticatedUser())
            .DisableAntiforgery();
        routes.MapPasskeys();
        if (routes.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(ProviderSignIn)))
            routes.MapProvider();
        return routes;
    }

    // A copy of the cookie is nobody's from now on.
    private static async Task EndAsync(HttpContext context, IAccounts accounts, ICallerDirectory directory)
    {
        if (
            context.User.FindFirstValue(PersonSignInManager.SessionClaim) is not { } session
            || !Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        )
            return;
        await accounts.EndSessionAsync(new PersonId(id), session, CancellationToken.None);
        directory.Forget(new PersonId(id));
    }

    private static void Guard(CookieAuthenticationOptions options)
    {
        options.CookieManager = new PrefixedCookies();
        (options.Cookie.HttpOnly, options.Cookie.Path) = (true, "/");
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    private static void Set(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "mlops";
        (options.ExpireTimeSpan, options.SlidingExpiration) = (Idle, true);
        options.LoginPath = Path;
        options.ReturnUrlParameter = "to";
        // The cookie of whoever is nobody now is not made to last.
        options.Events.OnCheckSlidingExpiration = async context =>
            context.ShouldRenew &=
                context.Principal is { } user
                && await context.HttpContext.RequestServices.GetRequiredService<ICallers>().FindAsync(user, context.HttpContext.RequestAborted) is not null;
        // What is no page gets a status, and no page of a form.
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (status == StatusCodes.Status401Unauthorized && PlainPage.IsWanted(context.Request))
            context.Response.Redirect(context.RedirectUri);
        else
            context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
