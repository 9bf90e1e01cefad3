using System.Collections.Concurrent;
using System.Reflection;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>The tasks that there are: every <see cref="ITaskCard"/> of the program's loaded assemblies.</summary>
public static class TaskCards
{
    private static readonly ConcurrentDictionary<Assembly, ITaskCard[]> Found = [];

    /// <summary>By name.</summary>
    public static IReadOnlyList<ITaskCard> All => [.. ProgramTypes.Assemblies.SelectMany(In).OrderBy(card => card.Name, StringComparer.Ordinal)];

    /// <summary>The task of that name, or null.</summary>
    public static ITaskCard? Find(string? name) => All.FirstOrDefault(card => card.Name == name);

    private static ITaskCard[] In(Assembly assembly) => Found.GetOrAdd(assembly, of => [.. ProgramTypes.Create<ITaskCard>(of)]);
}
