using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>What <see cref="NormalizedActivation"/> applies behind a normalisation: an activation whose slope follows from its argument.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Most">Where <see cref="FusedKind.Clipped"/> ends; infinite: relu.</param>
internal readonly record struct FusedActivation(FusedKind Kind, float Most = float.PositiveInfinity)
{
    /// <summary>None.</summary>
    public static readonly FusedActivation None = new(FusedKind.Linear);

    /// <summary>The activation that a layer is, or null where it is another or no activation.</summary>
    public static FusedActivation? Of(Layer layer) => layer switch
    {
        ReLU { Bound: (true, var most) } => new(FusedKind.Clipped, (float?)most ?? float.PositiveInfinity),
        Activation { ActivationName: "relu" } => new(FusedKind.Clipped),
        Activation { ActivationName: "relu6" } => new(FusedKind.Clipped, 6),
        Activation { ActivationName: "hard_silu" } => new(FusedKind.HardSilu),
        _ => null,
    };
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
}

/// <summary>
/// An activation, sixteen numbers at a time; a type of its own each, so that the loops around it are compiled for it. The processor's own maximum and minimum hand on their second argument where it is no number:
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
    public static Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient)
        => gradient & Vector512.GreaterThan(x, Vector512<float>.Zero) & Vector512.LessThan(x, most);
}

internal readonly struct HardSiluFunction : IFusedFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Value(Vector512<float> x, Vector512<float> most)
        => x * Avx512F.Min(Vector512.Create(6f), Avx512F.Max(Vector512<float>.Zero, x + Vector512.Create(3f))) / Vector512.Create(6f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Back(Vector512<float> x, Vector512<float> most, Vector512<float> gradient)
    {
        var middle = gradient * ((x / Vector512.Create(3f)) + Vector512.Create(0.5f));
        var upper = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512.Create(3f)), gradient, middle);
        return upper & Vector512.GreaterThan(x, Vector512.Create(-3f));
    }
}
