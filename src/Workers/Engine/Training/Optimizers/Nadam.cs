using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Adam with Nesterov momentum and its warming schedule (Dozat, 2016).</summary>
public sealed class Nadam(OptimizerOptions options, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7) : Optimizer(options)
{
    private const double Decay = 0.96;
    private Tensor[] _momentums = [];
    private Tensor[] _velocities = [];
    private double _product = 1;
    private double _now;
    private double _next;
    private double _correction;

    protected override IReadOnlyList<double> Scalars
    {
        get => [_product];
        set => _product = value[0];
    }

    protected override void CreateSlots()
    {
        var slots = AddSlots(["momentum", "velocity"]);
        (_momentums, _velocities) = (slots[0], slots[1]);
    }

    protected override void BeginStep()
    {
        var step = (Iterations / (Options.GradientAccumulationSteps ?? 1)) + 1;
        _now = beta1 * (1 - (0.5 * Math.Pow(Decay, step)));
        _next = beta1 * (1 - (0.5 * Math.Pow(Decay, step + 1)));
        _product *= _now;
        _correction = 1 - Math.Pow(beta2, step);
    }

    protected override void UpdateStep(int index, Tensor weight, Tensor gradient)
    {
        var momentum = _momentums[index].mul_(beta1).add_(gradient, alpha: 1 - beta1);
        var velocity = _velocities[index].mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        var ahead = momentum.mul(_next / (1 - (_product * _next))).add_(gradient, alpha: (1 - _now) / (1 - _product));
        weight.addcdiv_(ahead, velocity.div(_correction).sqrt_().add_(epsilon), -LearningRate * Multiplier(index));
    }

    protected override void AddConfig(JsonObject config)
    {
        config["beta_1"] = beta1;
        config["beta_2"] = beta2;
        config["epsilon"] = epsilon;
    }
}
