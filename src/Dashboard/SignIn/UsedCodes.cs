using System.Collections.Concurrent;

namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>One-time codes that were used: each signs in once, though it is right for some minutes.</summary>
internal sealed class UsedCodes(TimeProvider time)
{
    // Longer than Identity takes a code for right.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<(Guid Person, string Code), long> used = new();

    /// <returns>False where it was used before.</returns>
    public bool TryUse(Guid person, string code)
    {
        foreach (var (known, at) in used)
            if (time.GetElapsedTime(at) > Kept)
                used.TryRemove(known, out _);
        return used.TryAdd((person, code), time.GetTimestamp());
    }
}
