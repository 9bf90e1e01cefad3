using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution.Segments;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>One gradient step, and the same without the gradient: Keras's train_step and test_step.</summary>
/// <param name="network">From the inputs given to the outputs that the objective judges.</param>
/// <param name="regularized">Weights whose penalty belongs into the loss: those of layers that train.</param>
/// <param name="objective">Loss and metrics.</param>
/// <param name="rematerialize">True computes activations a second time in the backward pass instead of keeping them.</param>
/// <param name="lossScale">With float16; null for none.</param>
public sealed class TrainingStep(
    Network network,
    IReadOnlyList<Variable> regularized,
    IObjective objective,
    bool rematerialize = false,
    LossScale? lossScale = null
)
{
    private readonly SegmentedNetwork? _segments = rematerialize ? SegmentedNetwork.Of(network) : null;
    private readonly Variable[] _regularized = [.. regularized.Where(weight => weight.Regularizer is not null)];

    /// <summary>Moves the weights once. Loss and metrics are those before the step.</summary>
    /// <returns>A loss that is not finite means that nothing was moved.</returns>
    /// <param name="meanwhile">Called when the whole step has been given to the device and before its last result is waited for.</param>
    public StepResult Train(Batch batch, Optimizer optimizer, CallContext context, Action? meanwhile = null)
    {
        using var scope = torch.NewDisposeScope();
        using var pass = _segments?.Begin(context);
        var outputs = pass is null ? network.Forward(batch.Inputs, context, objective.TakesLogits) : pass.Forward(batch.Inputs, objective.TakesLogits);
        batch = Beside(batch, outputs[0]) with { IsTrained = true, Mixes = [.. context.LabelMixes] };
        try
        {
            var total = Total(outputs, batch);
            var value = total.item<float>();
            if (!float.IsFinite(value))
            {
                return new StepResult(value, []);
            }
            (lossScale?.Scaled(total) ?? total).backward();
            pass?.Backward();
            Tensor?[] gradients = [.. optimizer.Weights.Select(weight => weight.Gradient)];
            if (lossScale is null)
            {
                optimizer.Apply(gradients);
            }
            else
            {
                lossScale.Apply(optimizer, gradients);
            }
            foreach (var weight in optimizer.Weights)
            {
                weight.ClearGradient();
            }
            using var quiet = torch.no_grad();
            var observed = objective.Observe([.. outputs.Select(output => output.detach())], batch);
            meanwhile?.Invoke();
            return new StepResult(value, Read(observed));
        }
        finally
        {
            context.LabelMixes.ForEach(mix => mix.Dispose());
            context.LabelMixes.Clear();
        }
    }

    /// <summary>Loss and metrics in inference mode; regularisation included, as Keras's <c>val_loss</c> has it. Weights of examples count in training
    /// alone.</summary>
    /// <returns>With a row of numbers an example, as a report takes them.</returns>
    /// <param name="meanwhile">As in <see cref="Train"/>.</param>
    public (StepResult Result, IReadOnlyList<double[]> Rows) Judge(Batch batch, Action? meanwhile = null)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var outputs = network.Forward(batch.Inputs, CallContext.Inference, objective.TakesLogits);
        batch = Beside(batch with { Weights = null }, outputs[0]);
        var total = Total(outputs, batch);
        var observed = objective.Observe(outputs, batch);
        meanwhile?.Invoke();
        return (new StepResult(total.item<float>(), Read(observed)), [.. objective.Rows(outputs, batch)]);
    }

    private Tensor Total(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        var total = objective.Loss(outputs, batch).Select(term => term.Sum / term.Weight).Aggregate((sum, term) => sum + term);
        return _regularized.Aggregate(total, (sum, weight) => sum + weight.Regularizer!.Loss(weight.Value));
    }

    private static Batch Beside(Batch batch, Tensor output) =>
        batch with
        {
            Targets = [.. batch.Targets.Select(target => Layout.Beside(output, target))],
            Weights = batch.Weights is null ? null : Layout.Beside(output, batch.Weights),
            Points = batch.Points is null ? null : Layout.Beside(output, batch.Points),
        };

    private static IReadOnlyList<(string Name, double[] Values)> Read(IReadOnlyList<Observation> observed) =>
        [.. observed.Select(one => (one.Name, one.Values.to_type(ScalarType.Float64).cpu().data<double>().ToArray()))];
}
