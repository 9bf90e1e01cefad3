using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>A one-time code, or a recovery code, of somebody whose password was right. Failures count with wrong passwords, and lock the account.</summary>
internal sealed class SecondStep(UserManager<Person> people, PersonSignInManager signIn, UsedCodes used, AttemptGate gate, IAccounts accounts)
{
    private const int Digits = 6;

    /// <returns><see cref="SignInAnswer.Ended"/> where nobody is between the two steps.</returns>
    public async Task<SignInAnswer> TryAsync(string typed, CancellationToken cancellationToken)
    {
        var begun = await signIn.Context.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        // The account itself is read behind the gate, with what an attempt before has counted.
        return begun.Principal?.FindFirstValue(ClaimTypes.Name) is not { } account ? SignInAnswer.Ended
            : await gate.RunAsync(account, () => IsRightAsync(typed, cancellationToken)) ? SignInAnswer.Done
            : SignInAnswer.Wrong;
    }

    private async Task<bool> IsRightAsync(string typed, CancellationToken cancellationToken)
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
