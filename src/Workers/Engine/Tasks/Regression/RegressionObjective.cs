using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks.Regression;

/// <summary>A loss of numbers, standardised where the run asks for it; metrics in the targets' own units, as Keras's MeanAbsoluteError, RootMeanSquaredError
/// and R2Score.</summary>
/// <param name="answersInOwnUnits">Whether the network's outputs are in the targets' own units already, as a whole model's are.</param>
internal sealed class RegressionObjective(LossSpec loss, double delta, NumberTargets scaler, bool answersInOwnUnits) : IObjective
{
    private const string Absolute = "absolute_error",
        Squared = "squared_error",
        Sum = "sum",
        SumOfSquares = "sum_of_squares";

    public bool TakesLogits => false;

    public IReadOnlyList<LossTerm> Loss(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var said = outputs[0].to_type(ScalarType.Float32);
        var each = RegressionLoss.PerSample(
            loss,
            delta,
            answersInOwnUnits ? Standardized(said) : said,
            Standardized(DenseTargets.Mixed(batch.Targets[0], batch.Mixes))
        );
        return [new LossTerm("loss", (batch.Weights is null ? each : each * batch.Weights).sum(), batch.Count)];
    }

    public IReadOnlyList<Observation> Observe(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var truth = DenseTargets.Mixed(batch.Targets[0], batch.Mixes).to_type(ScalarType.Float64);
        var difference = InOwnUnits(outputs[0]).to_type(ScalarType.Float64) - truth;
        return
        [
            new(Absolute, difference.abs().sum(dim: 0)),
            new(Squared, difference.square().sum(dim: 0)),
            new(Sum, truth.sum(dim: 0)),
            new(SumOfSquares, truth.square().sum(dim: 0)),
        ];
    }

    public IReadOnlyList<(string Name, double Value)> Values(EpochSums sums)
    {
        var (absolute, squared, sum, squares) = (sums.Of(Absolute), sums.Of(Squared), sums.Of(Sum), sums.Of(SumOfSquares));
        double n = Math.Max(1, sums.Samples);
        return
        [
            ("mae", (float)(absolute.Sum() / (n * absolute.Length))),
            ("rmse", (float)Math.Sqrt(squared.Sum() / (n * squared.Length))),
            ("r2", (float)Enumerable.Range(0, sum.Length).Average(k => R2(squared[k], squares[k] - (sum[k] * sum[k] / n)))),
        ];
    }

    public IEnumerable<double[]> Rows(IReadOnlyList<Tensor> outputs, Batch batch) => DenseTargets.Rows(InOwnUnits(outputs[0]));

    // As Keras: 0 for a target that does not vary.
    private static double R2(double residual, double total) => total == 0 ? 0 : 1 - (residual / total);

    private Tensor Standardized(Tensor own) => scaler.Mean is null ? own : (own - Row(scaler.Mean, own)) / Row(scaler.Deviation!, own);

    private Tensor InOwnUnits(Tensor said) =>
        scaler.Mean is null || answersInOwnUnits
            ? said.to_type(ScalarType.Float32)
            : (said.to_type(ScalarType.Float32) * Row(scaler.Deviation!, said)) + Row(scaler.Mean, said);

    private static Tensor Row(double[] numbers, Tensor beside) => tensor(Array.ConvertAll(numbers, number => (float)number), device: beside.device);
}
