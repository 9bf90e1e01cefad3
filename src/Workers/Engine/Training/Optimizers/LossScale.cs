using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>
/// Keeps float16 gradients from vanishing: the loss is multiplied before the backward pass, gradients are divided after it. A gradient that is not finite
/// skips the step and halves the scale; after
/// <c>dynamic_growth_steps</c> steps without one it doubles (https://keras.io/api/mixed_precision/loss_scale_optimizer/).
/// </summary>
/// <param name="initialScale">Default 2^15.</param>
/// <param name="dynamicGrowthSteps">Default 2000.</param>
public sealed class LossScale(float initialScale = 32768, int dynamicGrowthSteps = 2000)
{
    public LossScaleState State { get; set; } = new(initialScale, 0);

    /// <summary>The loss to go backward from.</summary>
    public Tensor Scaled(Tensor loss) => loss * State.Scale;

    /// <summary>One step with gradients of the scaled loss; a skipped one is not counted by the optimizer.</summary>
    /// <returns>False: a gradient was not finite, nothing moved.</returns>
    public bool Apply(Optimizer optimizer, IReadOnlyList<Tensor?> gradients)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        if (!Finite(gradients))
        {
            State = new LossScaleState(State.Scale / 2, 0);
            return false;
        }
        optimizer.Apply([.. gradients.Select(gradient => gradient?.div(State.Scale))]);
        State = State.Steps == dynamicGrowthSteps - 1 ? new LossScaleState(State.Scale * 2, 0) : State with { Steps = State.Steps + 1 };
        return true;
    }

    // One answer from the device, however many gradients there are.
    private static bool Finite(IReadOnlyList<Tensor?> gradients)
    {
        Tensor[] each = [.. gradients.OfType<Tensor>().Select(gradient => gradient.isfinite().all())];
        return each.Length == 0 || torch.stack(each).all().item<bool>();
    }
}
