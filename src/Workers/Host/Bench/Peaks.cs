using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <param name="Unit">GFLOP/s, or GB/s for the copy.</param>
internal sealed record Peak(string Name, string Precision, double Value, string Unit);

/// <summary>What this machine reaches at best; every other rate is read against it.</summary>
internal static class Peaks
{
    private const int Rounds = 5;

    /// <summary>All of them, float32 and bfloat16.</summary>
    public static IEnumerable<Peak> Measure()
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            var name = type == ScalarType.Float32 ? "float32" : "bfloat16";
            yield return new("3x3 convolution", name, Convolution(3, type), "GFLOP/s");
            yield return new("1x1 convolution", name, Convolution(1, type), "GFLOP/s");
            yield return new("matrix product", name, Product(type), "GFLOP/s");
        }
        yield return new("memory copy", "float32", Copy(), "GB/s");
    }

    /// <summary>GFLOP/s of the 3x3 float32 convolution that everything is compared with.</summary>
    public static double Convolution3x3() => Convolution(3, ScalarType.Float32);

    // 256 to 256 channels on 28x28, batch 32, channels-last.
    private static double Convolution(int kernel, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var x = rand(32, 28, 28, 256).to_type(type).permute(0, 3, 1, 2);
        var weights = rand(256, kernel, kernel, 256).to_type(type).permute(0, 3, 1, 2);
        long[] padding = [kernel / 2, kernel / 2];
        var seconds = Stopclock.BestSeconds(Rounds, () => nn.functional.conv2d(x, weights, padding: padding).Dispose());
        return 2.0 * 32 * 28 * 28 * 256 * 256 * kernel * kernel / seconds / 1e9;
    }

    private static double Product(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        const int N = 2048;
        var (a, b) = (rand(N, N).to_type(type), rand(N, N).to_type(type));
        var seconds = Stopclock.BestSeconds(Rounds, () => mm(a, b).Dispose());
        return 2.0 * N * N * N / seconds / 1e9;
    }

    // Read and written, both counted.
    private static double Copy()
    {
        using var scope = NewDisposeScope();
        var (from, to) = (rand(64 << 20), empty(64 << 20));
        var seconds = Stopclock.BestSeconds(Rounds, () => to.copy_(from));
        return 2.0 * 4 * (64 << 20) / seconds / 1e9;
    }
}
