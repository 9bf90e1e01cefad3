using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Augmentation;

/// <summary>Hue, saturation and value, as TensorFlow's kernels compute them. Hue and saturation are in 0..1, the value keeps the pictures' range.</summary>
internal static class Hsv
{
    /// <param name="rgb">[N, H, W, 3], float32.</param>
    public static (Tensor Hue, Tensor Saturation, Tensor Value) FromRgb(Tensor rgb)
    {
        var (r, g, b) = (rgb.select(3, 0), rgb.select(3, 1), rgb.select(3, 2));
        var value = rgb.amax([3]);
        var range = value - rgb.amin([3]);
        var saturation = where(value > 0, range / value, zeros_like(value));
        var norm = range.mul(6).reciprocal();
        var hue = where(r.eq(value), norm * (g - b), where(g.eq(value), (norm * (b - r)) + (2.0 / 6), (norm * (r - g)) + (4.0 / 6)));
        hue = where(range > 0, hue, zeros_like(hue));
        return (where(hue < 0, hue + 1, hue), saturation, value);
    }

    public static Tensor ToRgb(Tensor hue, Tensor saturation, Tensor value)
    {
        var h = hue * 6;
        Tensor Channel(Tensor share) => ((share.clamp_(0, 1).sub_(1) * saturation).add_(1)).mul_(value);
        return stack([Channel(h.sub(3).abs_().sub_(1)), Channel(h.sub(2).abs_().neg_().add_(2)), Channel(h.sub(4).abs_().neg_().add_(2))], dim: 3);
    }
}
