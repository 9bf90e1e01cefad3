using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>
/// A network for inference alone: folded (<see cref="FoldedNetwork"/>) where there is a normalisation to fold, else as it is. It is so for one picture as for
/// many, since folding costs
/// a few milliseconds while a picture must have one answer, in whatever company it comes. Make it anew when weights change; disposing it leaves the network
/// alone.
/// </summary>
public sealed class ReadyNetwork : IDisposable
{
    private readonly FoldedNetwork? _folded;

    public ReadyNetwork(Network network)
    {
        _folded = FoldedNetwork.Of(network);
        if (_folded.Number == 0)
        {
            _folded.Dispose();
            _folded = null;
        }
        Network = _folded?.Network ?? network;
    }

    /// <summary>What runs.</summary>
    internal Network Network { get; }

    /// <summary>Inference without gradients; the results belong to the caller's dispose scope.</summary>
    public IReadOnlyList<Tensor> Predict(IReadOnlyList<Tensor> inputs)
    {
        using var quiet = no_grad();
        return Network.Forward(inputs, CallContext.Inference);
    }

    public Tensor Predict(Tensor input) => Predict([input])[0];

    public void Dispose() => _folded?.Dispose();
}
