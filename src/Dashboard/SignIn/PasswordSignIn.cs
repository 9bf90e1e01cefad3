using Microsoft.AspNetCore.Identity;
using MlOpsDashboard.Registry.People;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Signs in by name and password. Unknown names, wrong passwords, locked and closed accounts get the same answer in the same time.</summary>
internal sealed class PasswordSignIn(UserManager<Person> people, PersonSignInManager signIn, AttemptGate gate, IServiceScopeFactory scopes, TimeProvider time)
{
    // Longer than a hash and a write.
    private static readonly TimeSpan Lasts = TimeSpan.FromMilliseconds(600);

    // A hash costs a tenth of a second of one core: more at once would let anybody stop the pages.
    private static readonly SemaphoreSlim Hashing = new(2);

    private static readonly Lock Gate = new();
    private static string? ofNobody;

    public async Task<SignInAnswer> TryAsync(string name, string password)
    {
        var until = Task.Delay(Lasts, time);
        var answer = SignInAnswer.Wrong;
        if (await IsRightAsync(name, password) && await people.FindByNameAsync(name.Trim()) is { } person)
        {
            answer = await signIn.ContinueAsync(person);
            // The second step counts on: whoever has the password may not guess codes for ever.
            if (answer == SignInAnswer.Done)
                await people.ResetAccessFailedCountAsync(person);
        }
        await until;
        return answer;
    }

    /// <summary>Whether it is the password of the person of that name; failures count, and lock the account.</summary>
    public Task<bool> IsRightAsync(string name, string password) =>
        gate.RunAsync(people.NormalizeName(name.Trim()) ?? "", () => IsRightNowAsync(name, password));

    // As the account is now: what an attempt before has counted is read anew.
    private async Task<bool> IsRightNowAsync(string name, string password)
    {
        await using var scope = scopes.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<UserManager<Person>>();
        var person = await people.FindByNameAsync(name.Trim());
        var isOpen = person is { IsClosed: false } && !await people.IsLockedOutAsync(person);
        // Made at the first attempt of all, whoever it names.
        var nobody = OfNobody();
        var hash = person?.PasswordHash ?? nobody;
        await Hashing.WaitAsync();
        PasswordVerificationResult verified;
        try
        {
            verified = await Task.Run(() => people.PasswordHasher.VerifyHashedPassword(person ?? new(), hash, password));
        }
        finally
        {
            Hashing.Release();
        }
        if (person is null || !isOpen)
            return false;
        if (verified != PasswordVerificationResult.Failed)
            return true;
        await people.AccessFailedAsync(person);
        return false;
    }

    private string OfNobody()
    {
        lock (Gate)
            return ofNobody ??= people.PasswordHasher.HashPassword(new(), Guid.NewGuid().ToString());
    }
}
