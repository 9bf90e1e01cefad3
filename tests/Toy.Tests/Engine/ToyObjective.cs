using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>Two losses, one an output.</summary>
internal sealed class ToyObjective(ToyTargets targets) : IObjective
{
    public bool TakesLogits => false;

    public IReadOnlyList<LossTerm> Loss(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var (said, truth) = (outputs[0].clamp(1e-6, 1 - 1e-6), batch.Targets[0]);
        var odd = -((truth * said.log()) + ((1 - truth) * (1 - said).log()));
        return [new("odd", odd.sum(), batch.Count), new("height", (outputs[1] - batch.Targets[1]).square().sum(), batch.Count)];
    }

    public IReadOnlyList<Observation> Observe(IReadOnlyList<Tensor> outputs, Batch batch) =>
        [
            new("right", outputs[0].gt(0.5).eq(batch.Targets[0].gt(0.5)).sum().unsqueeze(0)),
            new("off", (outputs[1] - batch.Targets[1]).abs().sum().unsqueeze(0)),
        ];

    public IReadOnlyList<(string Name, double Value)> Values(EpochSums sums) =>
        [("odd_accuracy", sums.Of("right")[0] / sums.Samples), ("height_mae", sums.Of("off")[0] / sums.Samples)];

    public IEnumerable<double[]> Rows(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var (odd, height) = (outputs[0].cpu().data<float>().ToArray(), outputs[1].cpu().data<float>().ToArray());
        return [.. odd.Zip(height, (one, other) => new double[] { one, other + targets.Mean })];
    }
}
