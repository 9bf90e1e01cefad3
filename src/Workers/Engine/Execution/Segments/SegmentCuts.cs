using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution.Segments;

/// <summary>
/// Where a row of calls is cut so that what is kept between two cuts, together with the largest part between them, takes the least memory (Chen et al. 2016, arXiv:1604.06174, with bytes counted
/// instead of layers). Sizes are those of one sample; only their ratios matter.
/// </summary>
internal static class SegmentCuts
{
    private const int Limits = 48;

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
        var last = Math.Max(0, FirstIndex(nodes, node => node.Outputs.Any(outputs.Contains)));
        int[] places = [.. Enumerable.Range(0, last + 1)];
        var (best, least) = ((IReadOnlyList<int>)[0], before[^1]);
        // A bound on a part, tried from the whole downwards: below it the cheapest row of cuts is found place by place.
        var smallest = Math.Max(1, nodes.Max(node => node.Outputs.Sum(Size)));
        for (var step = 1; step <= Limits && before[^1] > smallest; step++)
        {
            var limit = (long)(before[^1] * Math.Pow((double)smallest / before[^1], (double)step / Limits));
            if (Cheapest(places, crossing, before, limit) is { } found)
            {
                var cost = found.Skip(1).Sum(place => crossing[place]) + LargestPart(found, before);
                (best, least) = cost < least ? (found, cost) : (best, least);
            }
        }
        return best;
    }

    private static int[]? Cheapest(int[] places, long[] crossing, long[] before, long limit)
    {
        var cost = new long[places.Length];
        var from = new int[places.Length];
        for (var i = 1; i < places.Length; i++)
        {
            (cost[i], from[i]) = (long.MaxValue, -1);
            for (var j = i - 1; j >= 0 && before[places[i]] - before[places[j]] <= limit; j--)
            {
                if (cost[j] != long.MaxValue && cost[j] + crossing[places[i]] < cost[i])
                {
                    (cost[i], from[i]) = (cost[j] + crossing[places[i]], j);
                }
            }
        }
        var end = -1;
        for (var i = places.Length - 1; i >= 0 && before[^1] - before[places[i]] <= limit; i--)
        {
            end = cost[i] != long.MaxValue && (end < 0 || cost[i] < cost[end]) ? i : end;
        }
        if (end < 0)
        {
            return null;
        }
        var row = new List<int>();
        for (var i = end; i > 0; i = from[i])
        {
            row.Add(places[i]);
        }
        row.Add(0);
        row.Reverse();
        return [.. row];
    }

    private static long LargestPart(int[] cuts, long[] before)
        => cuts.Select((cut, i) => before[i + 1 < cuts.Length ? cuts[i + 1] : before.Length - 1] - before[cut]).Max();

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

    private static int FirstIndex(IReadOnlyList<Node> nodes, Func<Node, bool> holds)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (holds(nodes[i]))
            {
                return i;
            }
        }
        return -1;
    }

    private static long Size(KerasTensor tensor)
    {
        var size = 1L;
        for (var i = 0; i < tensor.Shape.Rank; i++)
        {
            size *= tensor.Shape[i] ?? 1;
        }
        return size;
    }
}
