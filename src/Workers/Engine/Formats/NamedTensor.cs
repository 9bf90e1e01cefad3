using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>A tensor of a file that is read when it is asked for.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Read">Gives it as float32; it belongs to the current dispose scope.</param>
internal sealed record NamedTensor(string Name, long[] Shape, Func<Tensor> Read);
