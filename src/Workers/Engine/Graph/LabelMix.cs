using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>How a layer mixed the pictures of a batch: picture i holds its own share of itself, the rest of another. Owns its tensors.</summary>
/// <param name="Other">Which other picture, int64 [N].</param>
/// <param name="Own">Share of its own, float32 [N] or [1].</param>
public sealed record LabelMix(Tensor Other, Tensor Own) : IDisposable
{
    public void Dispose()
    {
        Other.Dispose();
        Own.Dispose();
    }
}
