using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>An optimiser's variables in Keras's order: iteration (int64), learning_rate (float32), then two or so a weight. The tensors are the
/// owner's.</summary>
/// <param name="Name">The optimiser's name, "adam".</param>
/// <param name="Variables">Name ("iteration", "conv2d_kernel_momentum") and value; names are empty where a file does not give them.</param>
public sealed record OptimizerState(string Name, IReadOnlyList<(string Name, Tensor Value)> Variables) : IDisposable
{
    public void Dispose()
    {
        foreach (var (_, value) in Variables)
        {
            value.Dispose();
        }
    }
}
