using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A part of a batch's loss: its sum over examples (or whatever is summed), and by what that is divided. Both add up over parts of a batch, so the
/// loss is the same on one device or eight.</summary>
/// <param name="Name">Unlike any other term's.</param>
/// <param name="Sum">A scalar, float32, through which gradients flow.</param>
/// <param name="Weight">Keras's <c>sum_over_batch_size</c>: how many were summed, whatever each weighs.</param>
public sealed record LossTerm(string Name, Tensor Sum, double Weight);
