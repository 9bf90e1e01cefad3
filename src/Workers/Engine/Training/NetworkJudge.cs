using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Judges a network on examples in inference mode.</summary>
/// <param name="network">Takes inputs after preprocessing.</param>
/// <param name="preprocessing">Of its first input.</param>
public sealed class NetworkJudge(Network network, PreprocessingFunction preprocessing)
{
    private const int BatchSize = 32;

    /// <summary>What the network says of each example, and the mean loss (penalties included, as Keras's <c>evaluate</c> has it).</summary>
    /// <exception cref="Core.RefusedException">An example can't be read, or an answer is not finite.</exception>
    /// <param name="atOnce">Examples of a batch, at most.</param>
    public Predictions Judge(
        IExamples examples,
        IObjective objective,
        IReadOnlyList<string> names,
        int? epoch = null,
        CancellationToken stop = default,
        int atOnce = BatchSize
    )
    {
        using var ready = new ReadyNetwork(network);
        var step = new TrainingStep(ready.Network, network.TrainableWeights, objective);
        var rows = new List<PredictionRow>(examples.Count);
        var sums = new EpochSums();
        var batches = EpochPlan.InOrder(examples.Count, examples.IsRagged ? 1 : examples.MostAtOnce(atOnce));
        using var reader = examples.Read(batches, PictureBatches.DefaultAhead, once: true);
        foreach (var draws in batches)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            using var quiet = torch.no_grad();
            var batch = reader.Next();
            var (result, said) = step.Judge(
                batch with
                {
                    Inputs =
                    [
                        .. batch.Inputs.Select((input, i) => network.ToDevice(i == 0 && preprocessing.Steps.Count > 0 ? preprocessing.Apply(input) : input)),
                    ],
                }
            );
            FiniteOutput.Require(network, said);
            rows.AddRange(draws.Zip(said, (draw, row) => new PredictionRow(examples.Name(draw.Row), examples.Target(draw.Row), row)));
            sums = sums.Add(result.Loss, result.Observed, draws.Length);
        }
        return new Predictions(names, rows) { Loss = sums.MeanLoss, Epoch = epoch };
    }
}
