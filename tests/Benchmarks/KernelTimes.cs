using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Host.Bench;
using static TorchSharp.torch;

namespace MlOpsDashboard.Benchmarks;

/// <summary>Our own kernels beside libtorch's.</summary>
internal static class KernelTimes
{
    /// <summary>The gradient of depthwise kernels, of shapes that MobileNetV3Small and EfficientNetB0 have: size, channels, stride, kernel.</summary>
    public static IEnumerable<(string Shape, double Ours, double LibTorch, double Difference)> Depthwise()
    {
        foreach (var (size, channels, stride, kernel) in new[] { (28, 96, 2, 5), (14, 240, 1, 5), (7, 576, 1, 5), (28, 240, 1, 5), (14, 672, 1, 5), (7, 1152, 1, 5), (56, 96, 1, 7) })
        {
            using var scope = NewDisposeScope();
            var x = rand(32, size, size, channels);
            var w = rand([channels, 1, kernel, kernel], requires_grad: true);
            using var y = nn.functional.conv2d(x.permute(0, 3, 1, 2), w, null, [stride, stride], [kernel / 2, kernel / 2], [1, 1], channels);
            var g = rand(y.shape[0], y.shape[2], y.shape[3], y.shape[1]);
            var theirs = Stopclock.BestSeconds(5, () =>
            {
                w.grad = null;
                autograd.backward([y], [g.permute(0, 3, 1, 2)], retain_graph: true);
            });
            var ours = Stopclock.BestSeconds(5, () => DepthwiseWeightGradient.Of(x, g, (kernel, kernel), (stride, stride), (kernel / 2, kernel / 2)).Dispose());
            var mine = DepthwiseWeightGradient.Of(x, g, (kernel, kernel), (stride, stride), (kernel / 2, kernel / 2));
            yield return ($"{size}x{size}x{channels}, {kernel}x{kernel}, stride {stride}", ours, theirs, ((mine - w.grad!).abs().max() / w.grad!.abs().max()).item<float>());
        }
    }
}
