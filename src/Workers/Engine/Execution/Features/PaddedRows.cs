using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>Rows of different lengths as one tensor.</summary>
public static class PaddedRows
{
    /// <summary>Rows [1, ...] of one rank and type as [n, ...], each axis as long as the longest, filled with zeros at its end; of a mask zeros say that
    /// nothing is there. The result belongs to the caller's dispose scope.</summary>
    public static Tensor Join(IReadOnlyList<Tensor> rows)
    {
        if (rows.All(row => row.shape.AsSpan(1).SequenceEqual(rows[0].shape.AsSpan(1))))
        {
            return cat([.. rows], 0);
        }
        long[] longest = [.. Enumerable.Range(0, rows[0].shape.Length).Select(axis => axis == 0 ? rows.Count : rows.Max(row => row.shape[axis]))];
        var joined = zeros(longest, rows[0].dtype, rows[0].device);
        using var scope = NewDisposeScope();
        for (var i = 0; i < rows.Count; i++)
        {
            var place = joined[TensorIndex.Slice(i, i + 1)];
            for (var axis = 1; axis < longest.Length; axis++)
            {
                place = place.narrow(axis, 0, rows[i].shape[axis]);
            }
            place.copy_(rows[i]);
        }
        return joined;
    }
}
