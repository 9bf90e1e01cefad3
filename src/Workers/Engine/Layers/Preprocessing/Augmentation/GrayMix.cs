using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Brightness of an RGB picture, by TensorFlow's weights of the three channels.</summary>
internal static class GrayMix
{
    /// <summary>(N, H, W, 3) to (N, H, W, 1).</summary>
    public static Tensor Of(Tensor pictures) =>
        pictures.shape[^1] == 3 ? (pictures * tensor(new[] { 0.2989f, 0.587f, 0.114f }).to_type(pictures.dtype)).sum([-1L], keepdim: true)
        : pictures.shape[^1] == 1 ? pictures
        : throw new RefusedException(new Refusal("layer.gray.channels", ("received", $"{pictures.shape[^1]}")));
}
