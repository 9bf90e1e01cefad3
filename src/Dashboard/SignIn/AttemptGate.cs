namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Attempts on one account come one after the other: many at once are counted as many, and the account is locked before the next is looked at.</summary>
internal sealed class AttemptGate
{
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <param name="account">A name or an id, the same for all attempts of a kind.</param>
    public async Task<T> RunAsync<T>(string account, Func<Task<T>> attempt)
    {
        var gate = gates[(uint)account.GetHashCode(StringComparison.Ordinal) % gates.Length];
        await gate.WaitAsync();
        try
        {
            return await attempt();
        }
        finally
        {
            gate.Release();
        }
    }
}
