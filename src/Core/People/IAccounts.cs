using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.People;

/// <summary>How accounts come to be.</summary>
public interface IAccounts
{
    /// <summary>Whether there is nobody yet: then the first account is opened by the program's own code, and is an administrator's.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Opens the first account. Of two at once one is refused.</summary>
    Task<Outcome<PersonId>> SetUpAsync(string name, string password, CancellationToken cancellationToken);

    /// <summary>Opens an account by an invitation, which ends with it.</summary>
    Task<Outcome<PersonId>> JoinAsync(string code, string name, string password, CancellationToken cancellationToken);

    /// <summary>Opens an account without a password, by an invitation, which ends with it.</summary>
    Task<Outcome<PersonId>> JoinAsync(string code, string name, ProviderLogin login, CancellationToken cancellationToken);

    /// <summary>Opens an account without a password for somebody whom the settings let in.</summary>
    /// <param name="project">By its name.</param>
    Task<Outcome<PersonId>> JoinAsync(string name, ProviderLogin login, Permission role, string project, CancellationToken cancellationToken);

    /// <summary>Signs a session out: who shows it again, by a copy of its cookie, is nobody.</summary>
    Task EndSessionAsync(PersonId person, string session, CancellationToken cancellationToken);

    /// <summary>A line of the activity log about a change that ASP.NET Core Identity has stored itself.</summary>
    Task NoteAsync(PersonId person, AccountChange change, CancellationToken cancellationToken);
}
