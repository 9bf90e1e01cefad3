using System.Reflection;
using Microsoft.Extensions.Options;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>Finds the executable <c>mlops</c>: the setting, beside the application, or where the build put it.</summary>
public sealed class HostLocator(IOptions<WorkerOptions> options)
{
    /// <summary>Assembly metadata that the dashboard's build writes.</summary>
    public const string MetadataKey = "MlOpsHost";

    /// <exception cref="FileNotFoundException">It is in none of these places.</exception>
    public string Find()
    {
        var places = Places(options.Value).ToList();
        return places.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"The worker's executable mlops was expected at {string.Join(" or ", places)}. Set {WorkerOptions.Section}:{nameof(WorkerOptions.HostPath)} to its path."
            );
    }

    private static IEnumerable<string> Places(WorkerOptions options)
    {
        if (options.HostPath is { } given)
        {
            yield return Path.GetFullPath(given);
            yield break;
        }
        yield return Path.Combine(AppContext.BaseDirectory, "worker", "mlops");
        yield return Path.Combine(AppContext.BaseDirectory, "mlops");
        var built = Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == MetadataKey)?.Value;
        if (built is not null)
            yield return Path.GetFullPath(built);
    }
}
