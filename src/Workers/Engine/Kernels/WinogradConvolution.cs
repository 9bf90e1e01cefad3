using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>A 3x3 convolution by <see cref="Winograd"/>, with its gradients.</summary>
internal static class WinogradConvolution
{
    // Below this the way into Winograd's domain, which each kernel takes once a call, costs more than it saves.
    private const long FewTiles = 256;

    /// <summary>Whether this way pays: float32 on the CPU, 3x3 with stride 1, enough channels and outputs.</summary>
    /// <param name="picture">(N, C, H, W).</param>
    /// <param name="weight">(K, C, 3, 3).</param>
    public static bool Serves(Tensor picture, Tensor weight, int[] strides, int[] dilation, long groups, long[] padding)
    {
        // Every convolution asks: the size of most kernels settles it.
        var w = weight.shape;
        if (
            w is not [_, _, 3, 3]
            || groups != 1
            || strides is not [1, 1]
            || dilation is not [1, 1]
            || padding is not ([0, 0] or [1, 1])
            || picture.device_type != DeviceType.CPU
            || picture.dtype != ScalarType.Float32
            || weight.dtype != ScalarType.Float32
        )
        {
            return false;
        }
        var x = picture.shape;
        var learns = is_grad_enabled() && (picture.requires_grad || weight.requires_grad);
        return Winograd.Serves(w[1], w[0])
            && (!learns || Winograd.Serves(w[0], w[1]))
            && x[0] * ((x[2] + (2 * padding[0]) - 1) / 2) * ((x[3] + (2 * padding[0]) - 1) / 2) >= FewTiles;
    }

    /// <param name="picture">(N, C, H, W); best channels-last in memory.</param>
    /// <param name="weight">(K, C, 3, 3); best channels-last in memory.</param>
    /// <param name="padding">Zeros on each side: 0 or 1.</param>
    /// <returns>(N, K, H', W'), channels-last in memory.</returns>
    public static Tensor Apply(Tensor picture, Tensor weight, Tensor? bias, long padding)
    {
        var (x, w) = (picture.permute(0, 2, 3, 1), weight.permute(0, 2, 3, 1));
        return Learning
            .apply(x.contiguous(), w.contiguous(), new Use((int)padding, picture.requires_grad, weight.requires_grad, bias?.requires_grad == true), bias!)
            .permute(0, 3, 1, 2);
    }

    /// <summary>The kernel in Winograd's domain, for <see cref="Winograd.Convolve"/>.</summary>
    /// <param name="weight">(K, 3, 3, C).</param>
    public static Tensor Kernel(Tensor weight)
    {
        using var last = weight.permute(1, 2, 3, 0);
        using var dense = last.contiguous();
        return Winograd.Kernel(dense, back: false);
    }

    private sealed record Use(int Padding, bool PictureLearns, bool WeightLearns, bool BiasLearns);

    private sealed class Learning : autograd.SingleTensorFunction<Learning>
    {
        public override string Name => "WinogradConvolution";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (picture, weight, use) = ((Tensor)vars[0], (Tensor)vars[1], (Use)vars[2]);
            ctx.save_for_backward([picture, weight]);
            ctx.save_data("use", use);
            using var kernel = Kernel(weight);
            return Winograd.Convolve(picture, kernel, (Tensor?)vars[3], use.Padding, relu: false);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var use = (Use)ctx.get_data("use");
            var saved = ctx.get_saved_variables();
            using var picture = saved[0];
            using var weight = saved[1];
            using var given = grad_output;
            using var slope = given.contiguous();
            return GradientList.Of(
                use.PictureLearns ? ToPicture(slope, weight, 2 - use.Padding) : null,
                use.WeightLearns ? Winograd.KernelGradient(picture, slope, use.Padding) : null,
                null,
                use.BiasLearns ? slope.sum([0, 1, 2]) : null
            );
        }

        private static Tensor ToPicture(Tensor slope, Tensor weight, int padding)
        {
            using var turned = Winograd.Kernel(weight, back: true);
            return Winograd.Convolve(slope, turned, null, padding, relu: false);
        }
    }
}
