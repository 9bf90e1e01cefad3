using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>One tensor of an optimiser's state.</summary>
/// <param name="Path">Keras's, such as <c>adam/dense_kernel_momentum</c>.</param>
/// <param name="Value">Of the weight's logical shape.</param>
public sealed record OptimizerVariable(string Path, torch.Tensor Value);
