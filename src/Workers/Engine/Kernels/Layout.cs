using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>Between Keras's logical layout and libtorch's: views only. An (N, H, W, C) tensor in C order seen as (N, C, H, W) is what libtorch calls
/// channels-last.</summary>
internal static class Layout
{
    public static Tensor ToChannelsFirst(Tensor x) => x.permute(0, 3, 1, 2);

    public static Tensor ToChannelsLast(Tensor x) => x.permute(0, 2, 3, 1);

    /// <summary>A tensor on the device of another one; itself where it is there already.</summary>
    public static Tensor Beside(Tensor other, Tensor x) => other.device_type == x.device_type ? x : x.to(other.device);

    /// <summary>(N, ..., C) to (N, C, ...), any number of axes.</summary>
    public static Tensor ChannelsFirst(Tensor x) => x.movedim([-1], [1]);

    /// <summary>(N, C, ...) to (N, ..., C), any number of axes.</summary>
    public static Tensor ChannelsLast(Tensor x) => x.movedim([1], [-1]);
}
