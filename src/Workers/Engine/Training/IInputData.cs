using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>The examples of a data source in their order, before they are split.</summary>
public interface IInputData : IDisposable
{
    /// <summary>What is true of them, as the task takes it.</summary>
    StoredTargets Targets { get; }

    /// <summary>One of <see cref="Core.Datasets.DatasetPart"/> for each, or null where the source leaves it open.</summary>
    IReadOnlyList<string?> Parts { get; }

    /// <summary>Unlike any other's.</summary>
    string Name(int row);

    /// <summary>Sentences that a person should read before a run begins.</summary>
    IEnumerable<string> Notices();

    /// <summary>A split's examples. What must be fitted to make tensors of inputs (a vocabulary) is fitted on the training rows alone.</summary>
    /// <param name="targets">Fitted on the training rows.</param>
    SplitData Split(IReadOnlyList<int> training, IReadOnlyList<int> validation, ITargets targets);
}
