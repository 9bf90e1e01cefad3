using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>A one-time code, or a recovery code, of somebody whose password was right. Failures count with wrong passwords, and lock the account.</summary>
internal sealed class SecondStep(UserManager<Person> people, PersonSignInManager signIn, UsedCodes used, IAccounts accounts)
{
    private const int Digits = 6;

    /// <summary>Whether somebody is between the two steps.</summary>
    public async Task<bool> IsBegunAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    public async Task<bool> TryAsync(string typed, CancellationToken cancellationToken)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } person || await people.IsLockedOutAsync(person))
            return false;
        var code = typed.Replace(" ", "", StringComparison.Ordinal);
        if (code.Length == Digits && code.All(char.IsAsciiDigit))
        {
            if (used.TryUse(person.Id, code))
                return (await signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false)).Succeeded;
        }
        else if ((await signIn.TwoFactorRecoveryCodeSignInAsync(code.ToUpperInvariant())).Succeeded)
        {
            await accounts.NoteAsync(new PersonId(person.Id), AccountChange.RecoveryCodeUsed, cancellationToken);
            return true;
        }
        await people.AccessFailedAsync(person);
        return false;
    }
}
