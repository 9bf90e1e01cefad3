using static TorchSharp.torch;

namespace MlOpsDashboard.Benchmarks;

/// <summary>What this machine reaches at best; every other rate is read against it.</summary>
public static class Peaks
{
    /// <summary>GFLOP/s of a 3x3 convolution, 256 to 256 channels on 28x28, batch 32, float32, channels-last.</summary>
    public static double Convolution3x3()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var x = rand(32, 28, 28, 256).permute(0, 3, 1, 2);
        var kernel = rand(256, 3, 3, 256).permute(0, 3, 1, 2);
        var seconds = Stopclock.BestSeconds(5, () => nn.functional.conv2d(x, kernel, padding: [1, 1]).Dispose());
        return 2.0 * 32 * 28 * 28 * 256 * 256 * 9 / seconds / 1e9;
    }
}
