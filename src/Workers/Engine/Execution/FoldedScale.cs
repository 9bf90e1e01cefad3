using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>What batch normalisation in inference does to each channel: x * Scale + Shift, in float64.</summary>
internal sealed record FoldedScale(Tensor Scale, Tensor Shift)
{
    /// <summary>A kernel (h, w, in, out) with the scale in it, as libtorch takes it: (out, in, h, w), channels-last in memory.</summary>
    public Tensor Kernel(Tensor weights, ScalarType type) => (weights * Scale).to_type(type).permute(3, 0, 1, 2).contiguous().permute(0, 3, 1, 2);

    /// <summary>Of a normalisation behind a convolution with this bias; without one, the bias alone.</summary>
    /// <param name="channels">Of the convolution's output.</param>
    /// <param name="device">Of its kernel; needed where there is no normalisation.</param>
    public static FoldedScale Of(BatchNormalization? normalization, Variable? bias, long channels, Device? device = null)
    {
        if (normalization is null)
        {
            return new(
                ones(channels, ScalarType.Float64, device),
                bias is null ? zeros(channels, ScalarType.Float64, device) : bias.Value.to_type(ScalarType.Float64)
            );
        }
        var scale = (normalization.MovingVariance!.Value.to_type(ScalarType.Float64) + normalization.Epsilon).rsqrt();
        scale = normalization.Gamma is null ? scale : scale * normalization.Gamma.Value;
        var shift = -normalization.MovingMean!.Value * scale;
        shift = normalization.Beta is null ? shift : shift + normalization.Beta.Value;
        return new(scale, bias is null ? shift : shift + (bias.Value * scale));
    }
}
