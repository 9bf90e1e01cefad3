using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Rates that shrink with the sum of squared gradients (Duchi, Hazan and Singer, 2011).</summary>
public sealed class Adagrad(OptimizerOptions options, double initialAccumulatorValue = 0.1, double epsilon = 1e-7) : Optimizer(options)
{
    private Tensor[] _accumulators = [];

    protected override void CreateSlots() => _accumulators = AddSlots("accumulator", initialAccumulatorValue);

    protected override void UpdateStep(int index, Tensor weight, Tensor gradient)
    {
        var accumulator = _accumulators[index].addcmul_(gradient, gradient, 1);
        weight.addcdiv_(gradient, accumulator.add(epsilon).sqrt_(), -LearningRate * Multiplier(index));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["initial_accumulator_value"] = initialAccumulatorValue;
        config["epsilon"] = epsilon;
    }
}
