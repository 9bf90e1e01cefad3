using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>People whom an identity provider knows: signed in, let in by an invitation or the settings, or linked to the account that they are signed in
/// to. Nobody is matched by a name or an e-mail.</summary>
internal sealed class ProviderSignIn(
    UserManager<Person> people,
    PersonSignInManager signIn,
    IAccounts accounts,
    IDataProtectionProvider protection,
    IOptions<ProviderOptions> options
)
{
    // An account page that lies open longer is loaded again.
    private static readonly TimeSpan LinkLasts = TimeSpan.FromMinutes(15);
    private const int LongestName = 64;

    private readonly ITimeLimitedDataProtector links = protection.CreateProtector("MlOpsDashboard.ProviderLink").ToTimeLimitedDataProtector();

    /// <summary>As people call the provider.</summary>
    public string Name => options.Value.Name;

    /// <summary>Whether somebody without an invitation may open an account.</summary>
    public bool MayJoin => options.Value.JoinRole is not null;

    /// <summary>Address that leads to the provider.</summary>
    /// <param name="to">The page that was asked for.</param>
    /// <param name="code">Of an invitation.</param>
    public string Start(string? to, string? code) =>
        ProviderEndpoints.StartPath + QueryString.Create(new Dictionary<string, string?> { ["to"] = to, ["code"] = code }.Where(p => p.Value is not null));

    /// <summary>Address that leads to the provider to link what it knows to the account: only that account's own page knows it.</summary>
    public string StartLink(Person person) =>
        ProviderEndpoints.StartPath + QueryString.Create("link", links.Protect($"{person.Id} {person.SecurityStamp}", LinkLasts));

    /// <summary>Who came back from the provider; null where nobody did.</summary>
    public async Task<ProviderAnswer?> ReadAsync(HttpContext context)
    {
        var answer = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (answer.Principal?.FindFirst("sub") is not { Issuer: var issuer } subject)
            return null;
        string? Item(string name) => answer.Properties!.Items.TryGetValue(name, out var value) ? value : null;
        return new(new(issuer, subject.Value, Name), SuggestedName(answer.Principal), Item("code"), Item("link"));
    }

    /// <summary>The person who is linked to it; null where nobody is.</summary>
    public Task<Person?> FindAsync(ProviderLogin login) => people.FindByLoginAsync(login.Issuer, login.Subject);

    /// <summary>As a password that is right: closed and locked accounts are refused, and a one-time code may be asked for.</summary>
    public async Task<SignInAnswer> SignInAsync(HttpContext context, Person person)
    {
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        return await signIn.CanSignInAsync(person) && !await people.IsLockedOutAsync(person) ? await signIn.ContinueAsync(person) : SignInAnswer.Wrong;
    }

    public async Task<Outcome<PersonId>> JoinAsync(ProviderAnswer answer, string name, CancellationToken cancellationToken) =>
        answer.Code is { } code ? await accounts.JoinAsync(code, name, answer.Login, cancellationToken)
        : options.Value is { JoinRole: { } role, JoinProject: { } project } ? await accounts.JoinAsync(name, answer.Login, role, project, cancellationToken)
        : Outcome<PersonId>.Refused(new("account.provider.unknown", ("provider", Name)));

    /// <summary>Links the answer to the account whose page asked for it, if that account is the one signed in.</summary>
    /// <returns>False where it is another's, or the page was too old.</returns>
    public async Task<bool> LinkAsync(HttpContext context, ProviderAnswer answer)
    {
        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (
            Unprotect(answer.Link!) is not { } asked
            || await people.GetUserAsync(context.User) is not { } person
            || asked != $"{person.Id} {person.SecurityStamp}"
            || !(await people.AddLoginAsync(person, new(answer.Login.Issuer, answer.Login.Subject, Name))).Succeeded
        )
            return false;
        await accounts.NoteAsync(new PersonId(person.Id), AccountChange.LoginLinked, context.RequestAborted);
        await signIn.RefreshSignInAsync(person);
        return true;
    }

    private string? Unprotect(string link)
    {
        try
        {
            return links.Unprotect(link);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    // What an account may be called; the person may choose otherwise.
    private static string SuggestedName(ClaimsPrincipal user)
    {
        var said = user.FindFirstValue("preferred_username") ?? user.FindFirstValue("email") ?? "";
        return string.Concat(said.Split('@')[0].Where(c => char.IsLetterOrDigit(c) || ".-_".Contains(c))) is { Length: > 0 } fits
            ? fits[..Math.Min(fits.Length, LongestName)]
            : "";
    }
}
