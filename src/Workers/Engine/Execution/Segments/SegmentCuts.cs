using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution.Segments;

/// <summary>
/// Where a row of calls is cut so that a backward pass part by part takes the least memory: what is kept at the cuts up to a part, together with all that the
/// part computes (Chen et al. 2016,
/// arXiv:1604.06174, with bytes counted instead of layers). Sizes are those of one sample; only their ratios matter.
/// </summary>
internal static class SegmentCuts
{
    private const int Exactness = 256;

    /// <param name="nodes">Calls in the order they run, without inputs.</param>
    /// <param name="outputs">What must be at hand at the end.</param>
    /// <returns>Where each part begins: 0 first. The last part makes all of <paramref name="outputs"/>.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<Node> nodes, IReadOnlyList<KerasTensor> outputs)
    {
        var crossing = Crossing(nodes, outputs);
        var before = new long[nodes.Count + 1];
        for (var i = 0; i < nodes.Count; i++)
        {
            before[i + 1] = before[i] + nodes[i].Outputs.Sum(Size);
        }
        var last = nodes.Index().FirstOrDefault(pair => pair.Item.Outputs.Any(outputs.Contains)).Index;
        // The least bound that some row of cuts keeps to.
        var (low, high) = (0L, before[^1]);
        IReadOnlyList<int> best = [0];
        while (high - low > Math.Max(1, before[^1] / Exactness))
        {
            var bound = low + ((high - low) / 2);
            if (Within(bound, last, crossing, before) is { } found)
            {
                (best, high) = (found, bound);
            }
            else
            {
                low = bound;
            }
        }
        return best;
    }

    // While a part goes backward, what was kept at its own beginning and before is still there, what was kept behind it is not. Of all rows that keep to the
    // bound, the one that keeps least is found place by place.
    private static int[]? Within(long bound, int last, long[] crossing, long[] before)
    {
        var kept = new long[last + 1];
        var from = new int[last + 1];
        var end = before[^1] <= bound ? 0 : -1;
        for (var i = 1; i <= last; i++)
        {
            (kept[i], from[i]) = (long.MaxValue, -1);
            for (var j = i - 1; j >= 0 && before[i] - before[j] <= bound; j--)
            {
                if (kept[j] != long.MaxValue && kept[j] + before[i] - before[j] <= bound && kept[j] + crossing[i] < kept[i])
                {
                    (kept[i], from[i]) = (kept[j] + crossing[i], j);
                }
            }
            // The last part is not run twice: the earlier it begins, the better.
            if (end < 0 && kept[i] != long.MaxValue && kept[i] + before[^1] - before[i] <= bound)
            {
                end = i;
            }
        }
        if (end < 0)
        {
            return null;
        }
        var row = new List<int>();
        for (var i = end; i > 0; i = from[i])
        {
            row.Add(i);
        }
        row.Add(0);
        row.Reverse();
        return [.. row];
    }

    // Bytes that stand between the calls before each place and those behind it; inputs of the network are there anyway.
    private static long[] Crossing(IReadOnlyList<Node> nodes, IReadOnlyList<KerasTensor> outputs)
    {
        var lastRead = new Dictionary<KerasTensor, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var input in nodes[i].Inputs)
            {
                lastRead[input] = i;
            }
        }
        foreach (var output in outputs)
        {
            lastRead[output] = nodes.Count;
        }
        var change = new long[nodes.Count + 2];
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var made in nodes[i].Outputs.Where(lastRead.ContainsKey))
            {
                change[i + 1] += Size(made);
                change[lastRead[made] + 1] -= Size(made);
            }
        }
        for (var i = 1; i < change.Length; i++)
        {
            change[i] += change[i - 1];
        }
        return change;
    }

    private static long Size(KerasTensor tensor) => tensor.Shape.Aggregate(1L, (size, dimension) => size * (dimension ?? 1));
}
