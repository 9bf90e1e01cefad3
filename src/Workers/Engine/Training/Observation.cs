using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Numbers of a batch that add up over an epoch.</summary>
/// <param name="Name">Under which they are summed.</param>
/// <param name="Values">[k] of any kind of number, on any device; read once the step is given to the device.</param>
public sealed record Observation(string Name, Tensor Values);
