using MlOpsDashboard.Workers.Engine.Data;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What training makes small, and what is measured on the way.</summary>
public interface IObjective
{
    /// <summary>Whether a final softmax or sigmoid is left out of the outputs that the loss and metrics are made of: it is more exact without.</summary>
    bool TakesLogits { get; }

    /// <summary>The batch's loss without penalties of weights: the sum of its terms, each divided by its weight.</summary>
    /// <param name="outputs">The network's, in its order.</param>
    IReadOnlyList<LossTerm> Loss(IReadOnlyList<Tensor> outputs, Batch batch);

    /// <summary>What the batch adds to the metrics of its epoch; no gradients flow.</summary>
    IReadOnlyList<Observation> Observe(IReadOnlyList<Tensor> outputs, Batch batch);

    /// <summary>Metrics of what was added up, by the card's names, in any order.</summary>
    IReadOnlyList<(string Name, double Value)> Values(EpochSums sums);

    /// <summary>What a report is told of each example: a row of numbers an example, from the same outputs.</summary>
    /// <param name="batch">What they answer.</param>
    IEnumerable<double[]> Rows(IReadOnlyList<Tensor> outputs, Batch batch);
}
