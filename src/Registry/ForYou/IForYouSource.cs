using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.ForYou;

/// <summary>One reason why things wait for people. Registered as a service, it is on their page.</summary>
public interface IForYouSource
{
    /// <summary>The newest things that wait for the caller and that they may see now.</summary>
    /// <param name="since">Nothing older.</param>
    /// <param name="most">How many at most.</param>
    Task<IReadOnlyList<ForYouItem>> FindAsync(RegistryContext context, Caller caller, DateTimeOffset since, int most, CancellationToken cancellationToken);
}
