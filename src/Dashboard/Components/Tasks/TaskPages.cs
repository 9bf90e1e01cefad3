using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>The tasks that have pages: every <see cref="ITaskPages"/> of the program's loaded assemblies.</summary>
public static class TaskPages
{
    private static readonly Lazy<IReadOnlyList<ITaskPages>> Found = new(() =>
        [.. ProgramTypes.Assemblies.SelectMany(ProgramTypes.Create<ITaskPages>).OrderBy(pages => pages.Task == new Core.Training.TrainingSpec().Task ? 0 : 1).ThenBy(pages => pages.Task, StringComparer.Ordinal)]);

    /// <summary>The default task first, the others by name.</summary>
    public static IReadOnlyList<ITaskPages> All => Found.Value;

    /// <summary>Those of a task, or null.</summary>
    public static ITaskPages? Find(string task) => All.FirstOrDefault(pages => pages.Task == task);
}
