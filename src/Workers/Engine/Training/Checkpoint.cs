using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A checkpoint to be written: its state and its tensors by name, which stay the caller's.</summary>
public sealed record Checkpoint(CheckpointState State, IReadOnlyList<(string Name, Tensor Value)> Tensors);
