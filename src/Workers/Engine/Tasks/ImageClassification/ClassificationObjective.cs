using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;

/// <summary>One right class an example: a cross-entropy of logits, and accuracy.</summary>
/// <param name="loss">From logits.</param>
/// <param name="classWeights">[C], or null.</param>
/// <param name="activation">What the network ends in, by Keras's name; null where that is a softmax, or a sigmoid of one unit.</param>
public sealed class ClassificationObjective(ClassificationLoss loss, float[]? classWeights = null, string? activation = null) : IObjective
{
    private const string Correct = "accuracy";

    public bool TakesLogits => true;

    public IReadOnlyList<LossTerm> Loss(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var each = PerSample(outputs[0], Mixed(batch), batch.IsTrained);
        return [new LossTerm("loss", (batch.Weights is null ? each : each * batch.Weights).sum(), batch.Count)];
    }

    public IReadOnlyList<Observation> Observe(IReadOnlyList<Tensor> outputs, Batch batch) =>
        [new Observation(Correct, ClassificationLoss.Predicted(outputs[0]).eq(Dominant(Mixed(batch), outputs[0])).sum().reshape(1))];

    public IReadOnlyList<(string Name, double Value)> Values(EpochSums sums) =>
        [(Correct, sums.Samples == 0 ? 0 : (float)(sums.Of(Correct)[0] / sums.Samples))];

    public IEnumerable<double[]> Rows(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        using var scope = NewDisposeScope();
        var values = (
            activation switch
            {
                null or "softmax" or "linear" => ClassifierOutput.Probabilities(outputs[0]),
                "sigmoid" => outputs[0].to_type(ScalarType.Float32).sigmoid(),
                _ => outputs[0].to_type(ScalarType.Float32),
            }
        )
            .cpu()
            .contiguous();
        var (flat, width) = (values.data<float>().ToArray(), (int)values.shape[1]);
        return
        [
            .. Enumerable
                .Range(0, (int)values.shape[0])
                .Select(i => Array.ConvertAll(ClassifierOutput.Probabilities(flat[(i * width)..((i + 1) * width)]), p => (double)p)),
        ];
    }

    // The loss is linear in one-hot labels, so a mixed picture's is the weighted loss of the labels it was mixed from.
    private Tensor PerSample(Tensor logits, IReadOnlyList<(Tensor Labels, Tensor? Weight)> parts, bool isTrained)
    {
        Tensor? sum = null;
        foreach (var (labels, weight) in parts)
        {
            var each = loss.PerSample(logits, labels);
            if (isTrained && classWeights is not null)
            {
                each *= torch.tensor(classWeights, device: labels.device).index_select(0, labels);
            }
            each = weight is null ? each : each * weight;
            sum = sum is null ? each : sum + each;
        }
        return sum!;
    }

    private static IReadOnlyList<(Tensor Labels, Tensor? Weight)> Mixed(Batch batch)
    {
        var labels = batch.Targets[0];
        List<(Tensor Labels, Tensor? Weight)> parts = [(labels, null)];
        foreach (var mix in batch.Mixes)
        {
            var own = Layout.Beside(labels, mix.Own).expand(labels.shape[0]);
            var other = Layout.Beside(labels, mix.Other);
            parts =
            [
                .. parts.Select(part => (part.Labels, (Tensor?)(part.Weight is null ? own : part.Weight * own))),
                .. parts.Select(part =>
                    (part.Labels.index_select(0, other), (Tensor?)(part.Weight is null ? 1 - own : part.Weight.index_select(0, other) * (1 - own)))
                ),
            ];
        }
        return parts;
    }

    // As Keras's categorical accuracy: right is the class with the largest share.
    private static Tensor Dominant(IReadOnlyList<(Tensor Labels, Tensor? Weight)> parts, Tensor logits)
    {
        if (parts is [(var labels, null)])
        {
            return labels;
        }
        var shares = torch.zeros([logits.shape[0], Math.Max(2, logits.shape[1])], ScalarType.Float32, logits.device);
        foreach (var (own, weight) in parts)
        {
            shares.scatter_add_(1, own.unsqueeze(1), weight!.unsqueeze(1));
        }
        return shares.argmax(1);
    }
}
