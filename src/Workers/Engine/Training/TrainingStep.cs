using MlOpsDashboard.Workers.Engine.Execution.Segments;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>One gradient step, and the same without the gradient: Keras's train_step and test_step.</summary>
/// <param name="network">From the inputs given to the classifier's softmax.</param>
/// <param name="regularized">Weights whose penalty belongs into the loss: those of layers that train.</param>
/// <param name="loss">From logits.</param>
/// <param name="classWeights">[C], or null.</param>
/// <param name="rematerialize">True computes activations a second time in the backward pass instead of keeping them.</param>
/// <param name="lossScale">With float16; null for none.</param>
public sealed class TrainingStep(
    Network network, IReadOnlyList<Variable> regularized, ClassificationLoss loss, float[]? classWeights = null, bool rematerialize = false, LossScale? lossScale = null)
{
    private readonly SegmentedNetwork? _segments = rematerialize ? SegmentedNetwork.Of(network) : null;
    private readonly Variable[] _regularized = [.. regularized.Where(weight => weight.Regularizer is not null)];

    /// <summary>Moves the weights once. Loss and accuracy are those before the step; regularisation included, as Keras reports them.</summary>
    /// <returns>A loss that is not finite means that nothing was moved.</returns>
    /// <param name="sampleWeights">[n], or null.</param>
    /// <param name="meanwhile">Called when the whole step has been given to the device and before its last result is waited for.</param>
    public (double Loss, long Correct) Train(
        IReadOnlyList<Tensor> inputs, Tensor labels, Optimizer optimizer, CallContext context, Tensor? sampleWeights = null, Action? meanwhile = null)
    {
        using var scope = torch.NewDisposeScope();
        using var pass = _segments?.Begin(context);
        var logits = pass is null ? network.Forward(inputs, context, logits: true)[0] : pass.Forward(inputs);
        var parts = Mixed(Layout.Beside(logits, labels), context.LabelMixes);
        var each = PerSample(logits, parts);
        var total = Penalized((sampleWeights is null ? each : each * Layout.Beside(logits, sampleWeights)).mean());
        var value = total.item<float>();
        if (!float.IsFinite(value))
        {
            return (value, 0);
        }
        (lossScale?.Scaled(total) ?? total).backward();
        pass?.Backward();
        Tensor?[] gradients = [.. optimizer.Weights.Select(weight => weight.Value.grad)];
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
            weight.Value.grad = null;
        }
        var right = Right(logits, Dominant(parts, logits));
        meanwhile?.Invoke();
        return (value, right.item<long>());
    }

    /// <summary>Loss and right answers in inference mode; regularisation included, as Keras's <c>val_loss</c> has it.</summary>
    public (double Loss, long Correct) Test(IReadOnlyList<Tensor> inputs, Tensor labels)
    {
        var (value, correct, outputs) = Judge(inputs, labels);
        outputs.Dispose();
        return (value, correct);
    }

    /// <summary>As <see cref="Test"/>, with the network's outputs, float32.</summary>
    /// <param name="meanwhile">As in <see cref="Train"/>.</param>
    public (double Loss, long Correct, Tensor Outputs) Judge(IReadOnlyList<Tensor> inputs, Tensor labels, Action? meanwhile = null)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var logits = network.Forward(inputs, CallContext.Inference, logits: true)[0];
        labels = Layout.Beside(logits, labels);
        var total = Penalized(loss.PerSample(logits, labels).mean());
        var right = Right(logits, labels);
        var outputs = _activate(logits).to_type(ScalarType.Float32);
        meanwhile?.Invoke();
        return (total.item<float>(), right.item<long>(), outputs.MoveToOuterDisposeScope());
    }

    private readonly Func<Tensor, Tensor> _activate = network.FinalActivation switch
    {
        "softmax" => logits => nn.functional.softmax(logits.to_type(ScalarType.Float32), -1),
        "sigmoid" => logits => logits.to_type(ScalarType.Float32).sigmoid(),
        "linear" => ClassifierOutput.Probabilities,
        _ => outputs => outputs.alias(),
    };

    // The loss is linear in one-hot labels, so a mixed picture's is the weighted loss of the labels it was mixed from.
    private Tensor PerSample(Tensor logits, IReadOnlyList<(Tensor Labels, Tensor? Weight)> parts)
    {
        Tensor? sum = null;
        foreach (var (labels, weight) in parts)
        {
            var each = loss.PerSample(logits, labels);
            if (classWeights is not null)
            {
                each *= torch.tensor(classWeights, device: labels.device).index_select(0, labels);
            }
            each = weight is null ? each : each * weight;
            sum = sum is null ? each : sum + each;
        }
        return sum!;
    }

    private static IReadOnlyList<(Tensor Labels, Tensor? Weight)> Mixed(Tensor labels, List<LabelMix> mixes)
    {
        List<(Tensor Labels, Tensor? Weight)> parts = [(labels, null)];
        foreach (var mix in mixes)
        {
            var own = Layout.Beside(labels, mix.Own).expand(labels.shape[0]);
            var other = Layout.Beside(labels, mix.Other);
            parts = [.. parts.Select(part => (part.Labels, (Tensor?)(part.Weight is null ? own : part.Weight * own))), .. parts.Select(part => (
                part.Labels.index_select(0, other), (Tensor?)(part.Weight is null ? 1 - own : part.Weight.index_select(0, other) * (1 - own))))];
            mix.Dispose();
        }
        mixes.Clear();
        return parts;
    }

    // As Keras's categorical accuracy: right is the class with the largest share.
    private static Tensor Dominant(IReadOnlyList<(Tensor Labels, Tensor? Weight)> parts, Tensor logits)
    {
        if (parts is [(var labels, null)])
        {
            return labels;
        }
        var shares = torch.zeros([logits.shape[0], Math.Max(2, logits.shape[1])], ScalarType.Float32, logits.device);
        foreach (var (own, weight) in parts)
        {
            shares.scatter_add_(1, own.unsqueeze(1), weight!.unsqueeze(1));
        }
        return shares.argmax(1);
    }

    private Tensor Penalized(Tensor mean)
        => _regularized.Aggregate(mean, (total, weight) => total + weight.Regularizer!.Loss(weight.Value));

    private static Tensor Right(Tensor logits, Tensor labels) => ClassificationLoss.Predicted(logits.detach()).eq(labels).sum();
}
