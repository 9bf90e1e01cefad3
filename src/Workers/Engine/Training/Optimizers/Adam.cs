using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>
/// Adam as Keras computes it: epsilon is added outside the bias correction (Kingma and Ba, 2014, the form just before section 2.1).
/// A large embedding on the CPU is moved row by row (<see cref="AdamRowUpdates"/>), with the same numbers; with AMSGrad, a moving average, accumulation of
/// gradients, a regularizer or a constraint it is moved whole.
/// </summary>
public class Adam(OptimizerOptions options, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false) : Optimizer(options)
{
    private Tensor[] _momentums = [];
    private Tensor[] _velocities = [];
    private Tensor[] _velocityHats = [];
    private AdamRowUpdates?[] _rows = [];
    private double _alpha;
    private readonly AdamUpdate _sweep = new();

    protected override void CreateSlots()
    {
        var slots = AddSlots(amsgrad ? ["momentum", "velocity", "velocity_hat"] : ["momentum", "velocity"]);
        (_momentums, _velocities, _velocityHats) = (slots[0], slots[1], amsgrad ? slots[2] : []);
        _rows = [.. Weights.Select((weight, i) => !amsgrad && MovesByGradientAlone && AdamRowUpdates.Fits(weight) ? RowsOf(i) : null)];
    }

    private AdamRowUpdates RowsOf(int index) => new(Weights[index], _momentums[index], _velocities[index], beta1, beta2, epsilon);

    protected override void SettleRows()
    {
        foreach (var rows in _rows)
        {
            rows?.Settle();
        }
    }

    protected override void ReleaseRows()
    {
        foreach (var rows in _rows)
        {
            rows?.Dispose();
        }
        _rows = [];
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
        if (_rows.Where((rows, i) => gradients[i] is null && rows is { HasGradient: true }).Any())
        {
            throw new InvalidOperationException("Rows of a table have a gradient that was not handed on: ask the variable for it, not its tensor.");
        }
        base.UpdateSteps([.. gradients.Select((gradient, i) => gradient is null || TryMove(i, gradient) ? null : gradient)]);
        _sweep.Run(beta1, beta2, epsilon);
    }

    private bool TryMove(int index, Tensor gradient)
    {
        var rate = (float)(_alpha * Multiplier(index));
        if (_rows[index] is { } rows)
        {
            rows.Apply(gradient, rate, (float)Kept(index));
            return true;
        }
        return _sweep.TryAdd(Weights[index].Value, gradient, _momentums[index], _velocities[index], rate);
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
