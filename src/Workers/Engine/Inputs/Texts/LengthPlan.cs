using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Batches of like length, so that little is computed on padding: within each group of batches of the usual plan examples are put together by
/// length; the batches of a group then come in the order of their first examples in that plan.</summary>
/// <param name="length">Tokens of an example.</param>
internal sealed class LengthPlan(IBatchPlan usual, Func<int, int> length) : IBatchPlan
{
    /// <summary>Batches of a group: enough for like lengths, few enough for an order that is still mixed.</summary>
    private const int Group = 50;

    public int Steps => usual.Steps;

    public IReadOnlyList<Draw[]> Epoch(int epoch)
    {
        var place = new Dictionary<Draw, int>();
        var batches = usual.Epoch(epoch);
        foreach (var draw in batches.SelectMany(draws => draws))
        {
            place.TryAdd(draw, place.Count);
        }
        return [.. batches.Chunk(Group).SelectMany(group => Sorted(group, place))];
    }

    private IEnumerable<Draw[]> Sorted(Draw[][] group, Dictionary<Draw, int> place) =>
        group
            .SelectMany(draws => draws)
            .OrderBy(draw => length(draw.Row))
            .ThenBy(draw => place[draw])
            .Chunk(group[0].Length)
            .OrderBy(draws => draws.Length < group[0].Length)
            .ThenBy(draws => draws.Min(draw => place[draw]));
}
