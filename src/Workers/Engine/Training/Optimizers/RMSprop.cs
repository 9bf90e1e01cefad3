using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Rates divided by a running mean of squared gradients (Tieleman and Hinton, 2012); epsilon inside the root, as in Keras.</summary>
public sealed class RMSprop(OptimizerOptions options, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false) : Optimizer(options)
{
    private Tensor[] _velocities = [];
    private Tensor[] _momentums = [];
    private Tensor[] _averages = [];

    protected override void CreateSlots()
    {
        _velocities = AddSlots("velocity");
        if (momentum > 0)
        {
            _momentums = AddSlots("momentum");
        }
        if (centered)
        {
            _averages = AddSlots("average_gradient");
        }
    }

    protected override void UpdateStep(int index, Tensor weight, Tensor gradient)
    {
        var velocity = _velocities[index].mul_(rho).addcmul_(gradient, gradient, 1 - rho);
        var denominator = velocity;
        if (centered)
        {
            var average = _averages[index].mul_(rho).add_(gradient, alpha: 1 - rho);
            denominator = velocity.sub(average.square());
        }
        var increment = denominator.add(epsilon).rsqrt_().mul_(gradient).mul_(LearningRate * Multiplier(index));
        weight.sub_(momentum > 0 ? _momentums[index].mul_(momentum).add_(increment) : increment);
    }

    protected override void AddConfig(JsonObject config)
    {
        config["rho"] = rho;
        config["momentum"] = momentum;
        config["epsilon"] = epsilon;
        config["centered"] = centered;
    }
}
