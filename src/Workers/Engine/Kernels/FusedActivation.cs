using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>What <see cref="NormalizedActivation"/> applies behind a normalisation: an activation whose slope follows from its argument.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Most">Where <see cref="FusedKind.Clipped"/> ends; infinite: relu.</param>
internal readonly record struct FusedActivation(FusedKind Kind, float Most = float.PositiveInfinity)
{
    /// <summary>None.</summary>
    public static readonly FusedActivation None = new(FusedKind.Linear);
}

/// <summary>Kinds of <see cref="FusedActivation"/>.</summary>
internal enum FusedKind
{
    /// <summary>x.</summary>
    Linear,

    /// <summary>relu and relu6.</summary>
    Clipped,

    /// <summary>x * relu6(x + 3) / 6, also called hard_swish.</summary>
    HardSilu,

    /// <summary>x * sigmoid(x), also called swish.</summary>
    Silu,
}

/// <summary>
/// An activation, sixteen numbers at a time; a type of its own each, so that the loops around it are compiled for it. The processor's own maximum and minimum
/// hand on their second argument where it is no number:
/// a network that has diverged says so.
/// </summary>
internal interface IFusedFunction
{
    static abstract Vector512<float> Value(Vector512<float> x, Vector512<float> most);

    /// <summary>A gradient of the result brought to one of the argument.</summary>
    static abstract Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient);
}

internal readonly struct LinearFunction : IFusedFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> most) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient) => gradient;
}

internal readonly struct ClippedFunction : IFusedFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> most) => Avx512F.Min(most, Avx512F.Max(Vector512<float>.Zero, x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient) =>
        gradient & Vector512.GreaterThan(x, Vector512<float>.Zero) & Vector512.LessThan(x, most);
}

internal readonly struct HardSiluFunction : IFusedFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> most) =>
        x * Avx512F.Min(Vector512.Create(6f), Avx512F.Max(Vector512<float>.Zero, x + Vector512.Create(3f))) / Vector512.Create(6f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient)
    {
        var middle = gradient * ((x / Vector512.Create(3f)) + Vector512.Create(0.5f));
        var upper = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(3f)), gradient, middle);
        return upper & Vector512.GreaterThan(x, Vector512.Create(-3f));
    }
}

internal readonly struct SiluFunction : IFusedFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> most) => x / (Vector512<float>.One + Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient)
    {
        var sigmoid = Vector512<float>.One / (Vector512<float>.One + Exp(-x));
        return gradient * sigmoid * Vector512.FusedMultiplyAdd(x, Vector512<float>.One - sigmoid, Vector512<float>.One);
    }

    /// <summary>e to the power of x, to one or two units in the last place; beyond 89 infinite and below -89 as there, which is nothing beside 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        // 2^n times e^r, where r is at most half of log 2: eight terms of the series are exact to 1e-8.
        var bounded = Avx512F.Min(Vector512.Create(89f), Avx512F.Max(Vector512.Create(-89f), x));
        var n = Avx512F.RoundScale(bounded * Vector512.Create((float)(1 / NaturalLogOfTwo)), 0);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-LogTwo), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-LogTwoRest), r);
        var sum = Vector512.FusedMultiplyAdd(Vector512.Create(1f / 5040), r, Vector512.Create(1f / 720));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 120));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 24));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1f / 6));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(0.5f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512<float>.One);
        return Avx512F.Scale(sum, n);
    }

    // The logarithm of 2 as a float, and what that leaves.
    private const double NaturalLogOfTwo = 0.693147180559945309;
    private const float LogTwo = (float)NaturalLogOfTwo;
    private const float LogTwoRest = (float)(NaturalLogOfTwo - LogTwo);
}
