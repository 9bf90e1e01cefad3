using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Dashboard.Callers;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>What a browser is told before it asks for a passkey (<c>wwwroot/js/passkeys.js</c>). What it answers comes by the pages' forms.</summary>
internal static class PasskeyEndpoints
{
    /// <summary>To sign in by one, and to add one (both POST).</summary>
    public const string SignInPath = "/sign-in/passkey",
        AddPath = "/account/passkey";

    // Foreign pages can't send them: OriginCheck.
    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(SignInPath, async (PersonSignInManager signIn) => Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json"))
            .AllowAnonymous()
            .DisableAntiforgery();
        routes
            .MapPost(
                AddPath,
                async (HttpContext context, UserManager<Person> people, PersonSignInManager signIn) =>
                    await people.GetUserAsync(context.User) is not { UserName: { } name } person
                        ? Results.NotFound()
                        : Results.Content(
                            await signIn.MakePasskeyCreationOptionsAsync(
                                new()
                                {
                                    Id = person.Id.ToString(),
                                    Name = name,
                                    DisplayName = name,
                                }
                            ),
                            "application/json"
                        )
            )
            .RequireAuthorization(Policies.View)
            .DisableAntiforgery();
    }
}
