using System.Runtime.Intrinsics;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>The end of a loop over vectors: fewer than sixteen numbers.</summary>
internal static unsafe class PartVector
{
    private const int Lanes = 16;

    /// <summary>As many numbers, zeros behind them.</summary>
    public static Vector512<float> Load(float* from, int count)
    {
        var lanes = stackalloc float[Lanes];
        new Span<float>(lanes, Lanes).Clear();
        new Span<float>(from, count).CopyTo(new Span<float>(lanes, Lanes));
        return Vector512.Load(lanes);
    }

    /// <summary>The first of the numbers.</summary>
    public static void Store(Vector512<float> numbers, float* to, int count)
    {
        var lanes = stackalloc float[Lanes];
        numbers.Store(lanes);
        new Span<float>(lanes, count).CopyTo(new Span<float>(to, count));
    }
}
