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
        foreach (
            var (size, channels, stride, kernel) in new[]
            {
                (28, 96, 2, 5),
                (14, 240, 1, 5),
                (7, 576, 1, 5),
                (28, 240, 1, 5),
                (14, 672, 1, 5),
                (7, 1152, 1, 5),
                (56, 96, 1, 7),
            }
        )
        {
            using var scope = NewDisposeScope();
            var x = rand(32, size, size, channels);
            var w = rand([channels, 1, kernel, kernel], requires_grad: true);
            using var y = nn.functional.conv2d(x.permute(0, 3, 1, 2), w, null, [stride, stride], [kernel / 2, kernel / 2], [1, 1], channels);
            var g = rand(y.shape[0], y.shape[2], y.shape[3], y.shape[1]);
            var theirs = Stopclock.BestSeconds(
                5,
                () =>
                {
                    w.grad = null;
                    autograd.backward([y], [g.permute(0, 3, 1, 2)], retain_graph: true);
                }
            );
            var ours = Stopclock.BestSeconds(5, () => DepthwiseWeightGradient.Of(x, g, (kernel, kernel), (stride, stride), (kernel / 2, kernel / 2)).Dispose());
            var mine = DepthwiseWeightGradient.Of(x, g, (kernel, kernel), (stride, stride), (kernel / 2, kernel / 2));
            yield return (
                $"{size}x{size}x{channels}, {kernel}x{kernel}, stride {stride}",
                ours,
                theirs,
                ((mine - w.grad!).abs().max() / w.grad!.abs().max()).item<float>()
            );
        }
    }

    /// <summary>3x3 convolutions of ResNet50V2 and VGG16, batch 32: a pass, the gradient of the input and that of the kernel.</summary>
    public static IEnumerable<(string What, double Ours, double LibTorch, double Difference)> Convolutions()
    {
        foreach (
            var (size, channels, filters) in new[]
            {
                (56, 64, 64),
                (28, 128, 128),
                (14, 256, 256),
                (7, 512, 512),
                (112, 128, 128),
                (28, 512, 512),
                (56, 128, 32),
                (35, 96, 96),
            }
        )
        {
            using var scope = NewDisposeScope();
            var x = randn(32, size, size, channels);
            var w = randn(filters, 3, 3, channels);
            var g = randn(32, size, size, filters);
            var shape = $"{size}x{size}x{channels} to {filters}";
            Tensor[] leaves = [x.permute(0, 3, 1, 2).alias().requires_grad_(), w.permute(0, 3, 1, 2).alias().requires_grad_()];
            Tensor Plain() => nn.functional.conv2d(leaves[0], leaves[1], null, [1, 1], [1, 1]);
            Tensor Forward() => Winograd.Convolve(x, WinogradConvolution.Kernel(w), null, 1, false);
            var ready = WinogradConvolution.Kernel(w);
            Tensor Back() => Winograd.Convolve(g, Winograd.Kernel(w, back: true), null, 1, false);
            double Best(Func<Tensor> one) =>
                Stopclock.BestSeconds(
                    4,
                    () =>
                    {
                        using var inner = NewDisposeScope();
                        one();
                    }
                );
            static double Far(Tensor ours, Tensor theirs) => ((ours - theirs).abs().max() / theirs.abs().max()).to_type(ScalarType.Float64).item<double>();
            var y = Plain();
            double quiet;
            using (no_grad())
            {
                quiet = Best(Plain);
                yield return ($"{shape}, kernel ready", Best(() => Winograd.Convolve(x, ready, null, 1, false)), quiet, Far(Forward().permute(0, 3, 1, 2), y));
                yield return ($"{shape}, pass", Best(Forward), quiet, 0);
            }
            Tensor[] theirs = [.. autograd.grad([y], leaves, [g.permute(0, 3, 1, 2)], retain_graph: true)];
            yield return (
                $"{shape}, to the input",
                Best(Back),
                Best(() => autograd.grad([y], [leaves[0]], [g.permute(0, 3, 1, 2)], retain_graph: true)[0]),
                Far(Back().permute(0, 3, 1, 2), theirs[0])
            );
            yield return (
                $"{shape}, to the kernel",
                Best(() => Winograd.KernelGradient(x, g, 1)),
                Best(() => autograd.grad([y], [leaves[1]], [g.permute(0, 3, 1, 2)], retain_graph: true)[0]),
                Far(Winograd.KernelGradient(x, g, 1).permute(0, 3, 1, 2), theirs[1])
            );
        }
    }
}
