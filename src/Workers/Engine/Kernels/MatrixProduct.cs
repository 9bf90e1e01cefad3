using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Kernels;

/// <summary>Products of matrices by libtorch's rules (https://pytorch.org/docs/stable/generated/torch.matmul.html). Its binding lets a fault through as the
/// end of the process, so shapes are looked at first.</summary>
internal static class MatrixProduct
{
    /// <param name="a">(..., n, k), or (k).</param>
    /// <param name="b">(..., k, m), or (k); leading axes are broadcast.</param>
    /// <exception cref="RefusedException">The shapes do not fit, or the types differ.</exception>
    public static Tensor Times(this Tensor a, Tensor b)
    {
        var (left, right) = (a.shape, b.shape);
        return left.Length > 0 && right.Length > 0 && left[^1] == (right.Length == 1 ? right[0] : right[^2]) && a.dtype == b.dtype && Broadcasts(left, right)
#pragma warning disable RS0030 // Here the shapes are known to fit.
            ? a.matmul(b)
#pragma warning restore RS0030
            : throw new RefusedException(
                new Refusal(
                    "execution.product.factors",
                    ("left", string.Join(", ", left)),
                    ("leftType", a.dtype.ToString()),
                    ("right", string.Join(", ", right)),
                    ("rightType", b.dtype.ToString())
                )
            );
    }

    private static bool Broadcasts(ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        for (var axis = 3; axis <= Math.Min(left.Length, right.Length); axis++)
        {
            if (left[^axis] != right[^axis] && left[^axis] != 1 && right[^axis] != 1)
            {
                return false;
            }
        }
        return true;
    }
}
