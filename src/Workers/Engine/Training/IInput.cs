using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What is learnt from: pictures, texts. One folder of <c>Engine/Inputs</c> each; found by scanning (<see cref="KnownInputs"/>).</summary>
public interface IInput
{
    /// <summary>As a task's card names it (<see cref="Core.Tasks.ITaskCard.Inputs"/>).</summary>
    string Name { get; }

    /// <summary>Whether a data source holds such examples, as far as can be told at a glance. Never throws.</summary>
    /// <param name="path">A file or folder.</param>
    bool Recognizes(TrainingSpec spec, string path);

    /// <summary>Whether a data source can hold nothing else, so that a spec need not say so. Never throws.</summary>
    /// <param name="path">A file or folder.</param>
    bool IsOnly(string path) => false;

    /// <summary>Opens all examples but those of the test, their targets as the task takes them.</summary>
    /// <param name="options">With the complete spec.</param>
    /// <exception cref="Core.RefusedException">Not usable, or nothing that the task can learn.</exception>
    IInputData Open(TrainerOptions options, ITask task);

    /// <summary>Examples of one manifest that are nearly the same as one of another; none by default. The same bytes need not be found.</summary>
    /// <param name="held">Path of a manifest.</param>
    /// <param name="seen">Path of another.</param>
    /// <returns>Places of entries, those of <paramref name="seen"/> by those of <paramref name="held"/>.</returns>
    /// <exception cref="Core.RefusedException">A manifest can't be read, or an example is gone.</exception>
    IReadOnlyDictionary<int, int> FindAlike(string held, string seen, CancellationToken cancellationToken = default) => new Dictionary<int, int>();
}
