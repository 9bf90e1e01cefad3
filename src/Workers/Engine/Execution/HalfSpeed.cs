using System.Globalization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>
/// How fast this processor convolves in bfloat16, over float32. Some have twice the arithmetic for it; others only half as much (AVX-512 without AMX), and
/// there <c>mixed_bfloat16</c> saves memory and costs time: a person is told.
/// </summary>
internal static class HalfSpeed
{
    private static double? measured;

    /// <summary>What to tell of a run that begins; measured once in a process, some ten milliseconds.</summary>
    /// <param name="given">The ratio, instead of a measurement.</param>
    /// <returns>Null where bfloat16 is no slower, for a network without convolutions in it, and for another device.</returns>
    public static Refusal? Warning(Network network, Device device, double? given = null) =>
        device.type == DeviceType.CPU && network.WithInside().Any(layer => layer is Conv2D && layer.DTypePolicy.ComputeType == ScalarType.BFloat16)
            ? Reason(given ?? (measured ??= Measure()))
            : null;

    // A tenth: what two measurements differ by.
    internal static Refusal? Reason(double ratio) =>
        ratio >= 0.9 ? null : new("warning.bfloat16.slow", ("ratio", string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0}")));

    internal static double Measure()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (picture, kernel) = (ones(4, 28, 28, 128).permute(0, 3, 1, 2), ones(128, 3, 3, 128).permute(0, 3, 1, 2));
        var (halfPicture, halfKernel) = (picture.to_type(ScalarType.BFloat16), kernel.to_type(ScalarType.BFloat16));
        var (single, half) = Turns.Best(() => Convolve(picture, kernel), () => Convolve(halfPicture, halfKernel));
        return single / half;
    }

    private static void Convolve(Tensor picture, Tensor kernel) => nn.functional.conv2d(picture, kernel, padding: [1, 1]).Dispose();
}
