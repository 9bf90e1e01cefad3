namespace MlOpsDashboard.Core.Tasks;

/// <summary>The tasks that there are: every <see cref="ITaskCard"/> of the program's loaded assemblies.</summary>
public static class TaskCards
{
    /// <summary>By name.</summary>
    public static IReadOnlyList<ITaskCard> All => [.. ProgramTypes.All<ITaskCard>().OrderBy(card => card.Name, StringComparer.Ordinal)];

    /// <summary>The task of that name, or null.</summary>
    public static ITaskCard? Find(string? name) => ProgramTypes.All<ITaskCard>().FirstOrDefault(card => card.Name == name);
}
