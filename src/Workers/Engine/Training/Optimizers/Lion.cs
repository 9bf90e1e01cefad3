using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>The sign of an interpolated momentum (Chen et al., 2023).</summary>
public sealed class Lion(OptimizerOptions options, double beta1 = 0.9, double beta2 = 0.99) : Optimizer(options)
{
    private Tensor[] _momentums = [];

    protected override void CreateSlots() => _momentums = AddSlots("momentum");

    protected override void UpdateStep(int index, Tensor weight, Tensor gradient)
    {
        var momentum = _momentums[index];
        weight.sub_(momentum.mul(beta1).add_(gradient, alpha: 1 - beta1).sign_().mul_(LearningRate * Multiplier(index)));
        momentum.mul_(beta2).add_(gradient, alpha: 1 - beta2);
    }

    protected override void AddConfig(JsonObject config)
    {
        config["beta_1"] = beta1;
        config["beta_2"] = beta2;
    }
}
