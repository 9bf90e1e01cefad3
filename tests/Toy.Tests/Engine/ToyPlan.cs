using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>Batches of like length: the shortest of two batches' examples stand together.</summary>
internal sealed class ToyPlan(EpochPlan usual, ToyExamples examples) : IBatchPlan
{
    public int Steps => usual.Steps;

    public IReadOnlyList<Draw[]> Epoch(int epoch)
    {
        var batches = usual.Epoch(epoch);
        return [.. batches.Chunk(2).SelectMany(two => two.SelectMany(draws => draws).OrderBy(draw => examples.Length(draw.Row)).Chunk(two[0].Length))];
    }
}
