using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>A depthwise convolution in float32 whose kernel learns by <see cref="DepthwiseWeightGradient"/>; all else is libtorch's.</summary>
internal static class DepthwiseConvolution
{
    /// <summary>Whether this way pays: a kernel that learns, on this processor, in a size that libtorch is slow with.</summary>
    /// <param name="weight">(C, 1, h, w).</param>
    public static bool Serves(Tensor picture, Tensor weight, long[] dilation) =>
        weight.requires_grad
        && torch.is_grad_enabled()
        && picture.device_type == DeviceType.CPU
        && picture.dtype == ScalarType.Float32
        && weight.dtype == ScalarType.Float32
        && weight.shape[0] == picture.shape[1]
        && dilation is [1, 1]
        && DepthwiseWeightGradient.Serves(weight.shape[2], weight.shape[3]);

    /// <param name="picture">(N, C, H, W), channels-last in memory.</param>
    /// <param name="weight">(C, 1, h, w).</param>
    public static Tensor Apply(Tensor picture, Tensor weight, Tensor? bias, long[] strides, long[] padding)
    {
        var output = nn.functional.conv2d(picture, weight.detach(), bias, strides, padding, groups: picture.shape[1]);
        return Learning.apply(
            output,
            picture.detach(),
            weight,
            new Geometry(((int)weight.shape[2], (int)weight.shape[3]), ((int)strides[0], (int)strides[1]), ((int)padding[0], (int)padding[1]))
        );
    }

    private sealed record Geometry((int Rows, int Columns) Size, (int Y, int X) Strides, (int Top, int Left) Padding);

    // Hands the output on and, on the way back, gives the kernel its gradient.
    private sealed class Learning : autograd.SingleTensorFunction<Learning>
    {
        public override string Name => "DepthwiseWeightGradient";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[1]]);
            ctx.save_data("geometry", vars[3]);
            return ((Tensor)vars[0]).alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var geometry = (Geometry)ctx.get_data("geometry");
            using var picture = ctx.get_saved_variables()[0];
            using var x = Dense(picture);
            using var g = Dense(grad_output);
            return GradientList.Of(grad_output, null, DepthwiseWeightGradient.Of(x, g, geometry.Size, geometry.Strides, geometry.Padding), null);
        }

        private static Tensor Dense(Tensor tensor)
        {
            using var last = tensor.permute(0, 2, 3, 1);
            return last.contiguous();
        }
    }
}
