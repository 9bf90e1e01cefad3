using MlOpsDashboard.Core.Tasks.MultiLabelClassification;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks.MultiLabelClassification;

/// <summary>Binary cross-entropy of each label's logit, plain or focal, its mean over the labels (https://keras.io/api/losses/probabilistic_losses/); metrics
/// as Keras's BinaryAccuracy and F1Score with threshold 0.5.</summary>
internal sealed class MultiLabelObjective(LossSpec loss) : IObjective
{
    private const string Right = "binary_accuracy",
        TruePositives = "true_positives",
        FalsePositives = "false_positives",
        FalseNegatives = "false_negatives";
    private const double Epsilon = 1e-7;

    public bool TakesLogits => true;

    public IReadOnlyList<LossTerm> Loss(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var logits = outputs[0].to_type(ScalarType.Float32);
        var target = BinaryCrossentropy.Smoothed(DenseTargets.Mixed(batch.Targets[0], batch.Mixes), loss.LabelSmoothing);
        var each = (
            loss.Class switch
            {
                "BinaryCrossentropy" => BinaryCrossentropy.Crossentropy(logits, target),
                "BinaryFocalCrossentropy" => BinaryFocalCrossentropy.Elementwise(
                    logits,
                    target,
                    loss.Alpha ?? LossSpec.DefaultAlpha,
                    loss.Gamma ?? LossSpec.DefaultGamma,
                    loss.ApplyClassBalancing ?? false
                ),
                _ => throw loss.Unknown(MultiLabelSpec.Losses),
            }
        ).mean([1]);
        return [new LossTerm("loss", (batch.Weights is null ? each : each * batch.Weights).sum(), batch.Count)];
    }

    public IReadOnlyList<Observation> Observe(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var said = outputs[0].gt(0);
        var isTrue = DenseTargets.Mixed(batch.Targets[0], batch.Mixes).gt(0.5);
        return
        [
            new(Right, said.eq(isTrue).sum().reshape(1)),
            new(TruePositives, said.logical_and(isTrue).sum(dim: 0)),
            new(FalsePositives, said.logical_and(isTrue.logical_not()).sum(dim: 0)),
            new(FalseNegatives, said.logical_not().logical_and(isTrue).sum(dim: 0)),
        ];
    }

    public IReadOnlyList<(string Name, double Value)> Values(EpochSums sums)
    {
        var (hits, wrong, missed) = (sums.Of(TruePositives), sums.Of(FalsePositives), sums.Of(FalseNegatives));
        return
        [
            (Right, sums.Samples == 0 ? 0 : (float)(sums.Of(Right)[0] / ((double)sums.Samples * hits.Length))),
            ("f1_micro", (float)F1(hits.Sum(), wrong.Sum(), missed.Sum())),
            ("f1_macro", (float)Enumerable.Range(0, hits.Length).Average(k => F1(hits[k], wrong[k], missed[k]))),
        ];
    }

    public IEnumerable<double[]> Rows(IReadOnlyList<Tensor> outputs, Batch batch) => DenseTargets.Rows(outputs[0].to_type(ScalarType.Float32).sigmoid());

    private static double F1(double hits, double wrong, double missed)
    {
        var (precision, recall) = (hits / (hits + wrong + Epsilon), hits / (hits + missed + Epsilon));
        return 2 * precision * recall / (precision + recall + Epsilon);
    }
}
