using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Slides one small kernel over every channel, with zeros outside, as Keras's depthwise convolution with same padding does.</summary>
internal static class PictureFilter
{
    /// <param name="pictures">[N, H, W, C], float32.</param>
    /// <param name="kernel">[h, w], both odd.</param>
    public static Tensor Apply(Tensor pictures, Tensor kernel)
    {
        var channels = pictures.shape[3];
        var weight = kernel.view(1, 1, kernel.shape[0], kernel.shape[1]).expand(channels, 1, -1, -1);
        var filtered = torch.nn.functional.conv2d(pictures.permute(0, 3, 1, 2), weight, padding: [kernel.shape[0] / 2, kernel.shape[1] / 2], groups: channels);
        return filtered.permute(0, 2, 3, 1);
    }
}
