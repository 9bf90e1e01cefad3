using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>
/// Adam as Keras computes it: epsilon is added outside the bias correction (Kingma and Ba, 2014, the form just before section 2.1).
/// </summary>
public class Adam(OptimizerOptions options, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false) : Optimizer(options)
{
    private Tensor[] _momentums = [];
    private Tensor[] _velocities = [];
    private Tensor[] _velocityHats = [];
    private double _alpha;
    private readonly AdamUpdate _sweep = new();

    protected override void CreateSlots()
    {
        var slots = AddSlots(amsgrad ? ["momentum", "velocity", "velocity_hat"] : ["momentum", "velocity"]);
        (_momentums, _velocities, _velocityHats) = (slots[0], slots[1], amsgrad ? slots[2] : []);
    }

    protected override void BeginStep()
    {
        var step = (Iterations / (Options.GradientAccumulationSteps ?? 1)) + 1;
        _alpha = LearningRate * Math.Sqrt(1 - Math.Pow(beta2, step)) / (1 - Math.Pow(beta1, step));
    }

    // What lies in memory as usual is moved in one sweep; the rest, and AMSGrad, one by one.
    protected override void UpdateSteps(IReadOnlyList<Tensor?> gradients)
    {
        if (amsgrad)
        {
            base.UpdateSteps(gradients);
            return;
        }
        base.UpdateSteps([
            .. gradients.Select(
                (gradient, i) =>
                    gradient is null || _sweep.TryAdd(Weights[i].Value, gradient, _momentums[i], _velocities[i], (float)(_alpha * Multiplier(i)))
                        ? null
                        : gradient
            ),
        ]);
        _sweep.Run(beta1, beta2, epsilon);
    }

    protected override void UpdateStep(int index, Tensor weight, Tensor gradient)
    {
        var momentum = _momentums[index].mul_(beta1).add_(gradient, alpha: 1 - beta1);
        var velocity = _velocities[index].mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        if (amsgrad)
        {
            velocity = _velocityHats[index].copy_(maximum(_velocityHats[index], velocity));
        }
        weight.addcdiv_(momentum, velocity.sqrt().add_(epsilon), -_alpha * Multiplier(index));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["beta_1"] = beta1;
        config["beta_2"] = beta2;
        config["epsilon"] = epsilon;
        config["amsgrad"] = amsgrad;
    }
}
