using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>Who people are to the registry, and what they may do now.</summary>
public interface ICallerDirectory
{
    /// <summary>How long a person may still do what was taken from them.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>Somebody who signed in with a stamp of theirs.</summary>
    /// <param name="session">That they began when they signed in.</param>
    /// <returns>Null where the account is closed, the session was ended (<see cref="IAccounts.EndSessionAsync"/>), or the stamp was replaced since (another
    /// password, signed out everywhere).</returns>
    ValueTask<Caller?> FindAsync(PersonId person, string stamp, string session, CancellationToken cancellationToken);

    /// <summary>Somebody who is known otherwise than by a stamp: by a token.</summary>
    /// <returns>Null where the account is closed.</returns>
    ValueTask<Caller?> FindAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>What was kept of a person is read again when it is next asked for.</summary>
    void Forget(PersonId person);
}
