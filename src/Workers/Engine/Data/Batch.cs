using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Examples as a network and its loss take them. Who made the tensors owns them.</summary>
/// <param name="Inputs">One a network's input, [n, ...].</param>
/// <param name="Targets">What is true, as the task encodes it, [n, ...].</param>
/// <param name="Weights">[n], how much each counts in the loss; null where all count alike.</param>
public sealed record Batch(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets, Tensor? Weights = null)
{
    /// <summary>Examples in it.</summary>
    public int Count { get; init; } =
        Targets.Count > 0 ? (int)Targets[0].shape[0]
        : Inputs.Count > 0 ? (int)Inputs[0].shape[0]
        : 0;

    /// <summary>Whether it is trained on: class weights and the like count then alone.</summary>
    public bool IsTrained { get; init; }

    /// <summary>Points that lie in the pictures of the first input, [n, k, 2] as x and y in its pixels: augmentation moves them along. Null for none.</summary>
    public Tensor? Points { get; init; }

    /// <summary>How layers mixed the examples, in order; empty where none did.</summary>
    public IReadOnlyList<Graph.LabelMix> Mixes { get; init; } = [];
}
