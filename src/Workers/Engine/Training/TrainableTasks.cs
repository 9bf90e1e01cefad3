using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The tasks that can be trained: every <see cref="ITask"/> of the program's loaded assemblies.</summary>
public static class TrainableTasks
{
    public static IReadOnlyList<ITask> All => ProgramTypes.All<ITask>();

    /// <exception cref="RefusedException">There is none of that name.</exception>
    public static ITask Named(string name) =>
        All.FirstOrDefault(task => task.Card.Name == name)
        ?? throw new RefusedException(
            new Refusal("tasks.unknown", ("known", string.Join(", ", All.Select(task => task.Card.Name).Order(StringComparer.Ordinal))), ("received", name))
        );
}
