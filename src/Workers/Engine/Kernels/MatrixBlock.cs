using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>Eight rows by thirty-two columns of a matrix product, added up in registers. For a processor with AVX-512.</summary>
internal static unsafe class MatrixBlock
{
    public const int Rows = 8;
    public const int Columns = 32;

    /// <summary>target[i, j] (+)= sum over s of left[i, s] * right[s, j].</summary>
    /// <param name="left">Eight rows; from one row to the next <paramref name="leftRow"/> floats, from one column to the next
    /// <paramref name="leftStep"/>.</param>
    /// <param name="right">(steps, 32) in C order.</param>
    /// <param name="add">Whether the sums are added to what the target holds, else they replace it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* left, nint leftRow, nint leftStep, float* right, int steps, float* target, nint targetRow, bool add)
    {
        var (a0, b0, a1, b1, a2, b2, a3, b3) = (
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero
        );
        var (a4, b4, a5, b5, a6, b6, a7, b7) = (
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero,
            Vector512<float>.Zero
        );
        var far = left + (4 * leftRow);
        for (var step = 0; step < steps; step++, left += leftStep, far += leftStep, right += Columns)
        {
            var (first, second) = (Vector512.Load(right), Vector512.Load(right + 16));
            var v = Vector512.Create(left[0]);
            a0 = Vector512.FusedMultiplyAdd(v, first, a0);
            b0 = Vector512.FusedMultiplyAdd(v, second, b0);
            v = Vector512.Create(left[leftRow]);
            a1 = Vector512.FusedMultiplyAdd(v, first, a1);
            b1 = Vector512.FusedMultiplyAdd(v, second, b1);
            v = Vector512.Create(left[2 * leftRow]);
            a2 = Vector512.FusedMultiplyAdd(v, first, a2);
            b2 = Vector512.FusedMultiplyAdd(v, second, b2);
            v = Vector512.Create(left[3 * leftRow]);
            a3 = Vector512.FusedMultiplyAdd(v, first, a3);
            b3 = Vector512.FusedMultiplyAdd(v, second, b3);
            v = Vector512.Create(far[0]);
            a4 = Vector512.FusedMultiplyAdd(v, first, a4);
            b4 = Vector512.FusedMultiplyAdd(v, second, b4);
            v = Vector512.Create(far[leftRow]);
            a5 = Vector512.FusedMultiplyAdd(v, first, a5);
            b5 = Vector512.FusedMultiplyAdd(v, second, b5);
            v = Vector512.Create(far[2 * leftRow]);
            a6 = Vector512.FusedMultiplyAdd(v, first, a6);
            b6 = Vector512.FusedMultiplyAdd(v, second, b6);
            v = Vector512.Create(far[3 * leftRow]);
            a7 = Vector512.FusedMultiplyAdd(v, first, a7);
            b7 = Vector512.FusedMultiplyAdd(v, second, b7);
        }
        Put(a0, b0, target, add);
        Put(a1, b1, target + targetRow, add);
        Put(a2, b2, target + (2 * targetRow), add);
        Put(a3, b3, target + (3 * targetRow), add);
        Put(a4, b4, target + (4 * targetRow), add);
        Put(a5, b5, target + (5 * targetRow), add);
        Put(a6, b6, target + (6 * targetRow), add);
        Put(a7, b7, target + (7 * targetRow), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> first, Vector512<float> second, float* target, bool add)
    {
        (add ? first + Vector512.Load(target) : first).Store(target);
        (add ? second + Vector512.Load(target + 16) : second).Store(target + 16);
    }
}
