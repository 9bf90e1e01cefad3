using System.Globalization;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <param name="Type">Float32 or BFloat16.</param>
/// <param name="Why">For a person.</param>
public sealed record DepthwiseChoice(ScalarType Type, string Why)
{
    public override string ToString() => $"depthwise convolutions in {(Type == ScalarType.Float32 ? "float32" : "bfloat16")} ({Why})";
}

/// <summary>
/// The type in which a depthwise convolution of <c>mixed_bfloat16</c> computes on the CPU: float32, its result rounded, unless a training run has found that
/// this processor learns faster in bfloat16.
/// </summary>
internal static class DepthwiseType
{
    // bfloat16 rounds every product's sum: it must bring something.
    private const double LeastGain = 1.2;
    private static DepthwiseChoice? measured;

    /// <summary>For a run that begins: measured once in a process, some ten milliseconds; a run that goes on keeps what it began with, since results depend on
    /// it.</summary>
    /// <param name="kept">What the run began with, the name of a <see cref="DepthwiseChoice.Type"/>; null for a new run.</param>
    /// <param name="given">Instead of a measurement.</param>
    /// <returns>Null for a network whose depthwise convolutions do not compute in bfloat16, and for another device.</returns>
    public static DepthwiseChoice? Choose(Network network, Device device, string? kept, DepthwiseChoice? given = null)
    {
        if (
            device.type != DeviceType.CPU
            || !network.WithInside().Any(layer => layer is DepthwiseConv2D or SeparableConv2D && layer.DTypePolicy.ComputeType == ScalarType.BFloat16)
        )
        {
            return null;
        }
        return kept is null ? given ?? (measured ??= Measure()) : new(Enum.Parse<ScalarType>(kept), "as when the run began");
    }

    internal static DepthwiseChoice Measure()
    {
        using var scope = NewDisposeScope();
        using var gradients = enable_grad();
        var picture = ones(4, 28, 28, 48, ScalarType.BFloat16);
        var kernel = ones(48, 1, 3, 3);
        var (single, half) = Turns.Best(() => Learn(picture, kernel, ScalarType.Float32), () => Learn(picture, kernel, ScalarType.BFloat16));
        return new(
            Faster(single, half),
            string.Create(CultureInfo.InvariantCulture, $"measured: float32 {single * 1000:0.0} ms, bfloat16 {half * 1000:0.0} ms")
        );
    }

    internal static ScalarType Faster(double single, double half) => half * LeastGain < single ? ScalarType.BFloat16 : ScalarType.Float32;

    // As the layer does it, forward and both gradients.
    private static void Learn(Tensor picture, Tensor kernel, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (x, w) = (picture.detach().requires_grad_(), kernel.detach().requires_grad_());
        var y = nn.functional.conv2d(x.to_type(type).permute(0, 3, 1, 2), w.to_type(type), padding: [1, 1], groups: 48).to_type(ScalarType.BFloat16);
        y.backward([ones_like(y)]);
    }
}
