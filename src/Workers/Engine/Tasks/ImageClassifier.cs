using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>Runs a classifier on pictures in inference mode.</summary>
/// <param name="network">Ends in a softmax, or in one sigmoid unit; its input is [N, H, W, C] after preprocessing.</param>
/// <param name="pipeline">How pictures become its input.</param>
public sealed class ImageClassifier(Network network, PicturePipeline pipeline)
{
    private const int Batch = 32;

    /// <summary>A row of probabilities a picture, in order.</summary>
    public IReadOnlyList<float[]> Predict(PictureStore pictures, CancellationToken stop = default)
    {
        using var ready = new ReadyNetwork(network);
        return Run(pictures, ready, null, stop).Probabilities;
    }

    /// <summary>Probabilities and the mean loss (penalties included, as Keras's <c>evaluate</c> has it).</summary>
    public (IReadOnlyList<float[]> Probabilities, double Loss) Evaluate(PictureStore pictures, ClassificationLoss loss, CancellationToken stop = default)
    {
        using var ready = new ReadyNetwork(network);
        var step = new TrainingStep(ready.Network, network.TrainableWeights, loss);
        var (probabilities, sums) = Run(pictures, ready, step, stop);
        return (probabilities, sums.MeanLoss);
    }

    /// <summary>A row of outputs as probabilities of all classes: one sigmoid unit tells of two.</summary>
    public static float[] Probabilities(float[] outputs) => outputs is [var second] ? [1 - second, second] : outputs;

    /// <summary>Outputs [n, C] as rows of probabilities.</summary>
    internal static IEnumerable<float[]> Rows(torch.Tensor outputs)
    {
        var values = outputs.to_type(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var width = values.Length / (int)outputs.shape[0];
        return Enumerable.Range(0, (int)outputs.shape[0]).Select(i => Probabilities(values[(i * width)..((i + 1) * width)]));
    }

    private (List<float[]> Probabilities, EpochSums Sums) Run(PictureStore pictures, ReadyNetwork ready, TrainingStep? step, CancellationToken stop)
    {
        var rows = new List<float[]>(pictures.Count);
        var sums = new EpochSums();
        int[][] chunks = [.. Enumerable.Range(0, pictures.Count).Chunk(pictures.Format.Batch(Batch))];
        using var batches = new PictureBatches(pictures, chunks);
        foreach (var indices in chunks)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            using var quiet = torch.no_grad();
            var input = network.Take(pipeline.Preprocessing.Apply(batches.Next()));
            if (step is null)
            {
                rows.AddRange(Rows(FiniteOutput.Require(network, ready.Predict(input), indices.Length)));
                continue;
            }
            var (loss, correct, outputs) = step.Judge([input], pictures.Labels(indices));
            rows.AddRange(Rows(FiniteOutput.Require(network, outputs, indices.Length)));
            sums = sums.Add(loss, correct, indices.Length);
        }
        return (rows, sums);
    }
}
