using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>The tasks that have pages: every <see cref="ITaskPages"/> of the program's loaded assemblies.</summary>
public static class TaskPages
{
    /// <summary>The default task first, the others by name.</summary>
    public static IReadOnlyList<ITaskPages> All =>
        [
            .. ProgramTypes
                .All<ITaskPages>()
                .OrderBy(pages => pages.Task == new Core.Training.TrainingSpec().Task ? 0 : 1)
                .ThenBy(pages => pages.Task, StringComparer.Ordinal),
        ];

    /// <summary>Those of a task, or null.</summary>
    public static ITaskPages? Find(string task) => ProgramTypes.All<ITaskPages>().FirstOrDefault(pages => pages.Task == task);
}
