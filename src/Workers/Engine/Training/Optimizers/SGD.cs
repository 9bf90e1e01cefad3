using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Gradient descent, with momentum and Nesterov's look-ahead if asked; the momentum holds the rate, as in Keras.</summary>
public sealed class SGD(OptimizerOptions options, double momentum = 0, bool nesterov = false) : Optimizer(options)
{
    private Tensor[] _momentums = [];

    protected override void CreateSlots()
    {
        if (momentum != 0)
        {
            _momentums = AddSlots("momentum");
        }
    }

    protected override void UpdateStep(int index, Tensor weight, Tensor gradient)
    {
        if (momentum == 0)
        {
            weight.sub_(gradient.mul(LearningRate * Multiplier(index)));
            return;
        }
        var step = gradient.mul(LearningRate * Multiplier(index));
        var velocity = _momentums[index].mul_(momentum).sub_(step);
        weight.add_(nesterov ? velocity.mul(momentum).sub_(step) : velocity);
    }

    protected override void AddConfig(JsonObject config)
    {
        config["momentum"] = momentum;
        config["nesterov"] = nesterov;
    }
}
