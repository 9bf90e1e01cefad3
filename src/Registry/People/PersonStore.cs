using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.People;

/// <summary>Identity's store, with what it would keep in the clear: the secret of one-time codes is protected, recovery codes are hashed.</summary>
internal sealed class PersonStore(RegistryContext context, ISecretProtection protection, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<Person, RegistryContext, Guid>(context, describer)
{
    private const string Provider = "[AspNetUserStore]",
        RecoveryCodes = "RecoveryCodes";

    public override Task SetAuthenticatorKeyAsync(Person user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, protection.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(Person user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } kept ? protection.Unprotect(kept) : null;

    public override Task ReplaceCodesAsync(Person user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        KeepAsync(user, recoveryCodes.Select(SecretCode.HashOf), cancellationToken);

    public override async Task<int> CountCodesAsync(Person user, CancellationToken cancellationToken) => (await HashesAsync(user, cancellationToken)).Length;

    public override async Task<bool> RedeemCodeAsync(Person user, string code, CancellationToken cancellationToken)
    {
        var (hashes, hash) = (await HashesAsync(user, cancellationToken), SecretCode.HashOf(code));
        if (!hashes.Contains(hash))
            return false;
        await KeepAsync(user, hashes.Where(h => h != hash), cancellationToken);
        return true;
    }

    private Task KeepAsync(Person user, IEnumerable<string> hashes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, Provider, RecoveryCodes, string.Join(';', hashes), cancellationToken);

    private async Task<string[]> HashesAsync(Person user, CancellationToken cancellationToken) =>
        (await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries);
}
