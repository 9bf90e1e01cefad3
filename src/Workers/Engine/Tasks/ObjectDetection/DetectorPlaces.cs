using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>The places that a detector's output speaks of, in its order, and what it says of each.</summary>
/// <param name="Height">Of the pictures that the network takes.</param>
/// <param name="Width">The same.</param>
/// <param name="Levels">From the finest.</param>
/// <param name="HasCenterness">Whether the logit of centre-ness stands between distances and classes.</param>
internal sealed record DetectorPlaces(int Height, int Width, IReadOnlyList<DetectorLevel> Levels, int Classes, bool HasCenterness)
{
    private const int Distances = 4;

    public int Count { get; } = Levels.Sum(level => level.Rows * level.Columns);

    /// <summary>Where the classes begin.</summary>
    public int FirstClass => HasCenterness ? Distances + 1 : Distances;

    /// <summary>Numbers a place.</summary>
    public int Numbers => FirstClass + Classes;

    /// <summary>Reads them from the graph: of each level the feature map is made one row a place, and the levels stand one behind the other.</summary>
    /// <exception cref="RefusedException">The network does not end as detectors do.</exception>
    public static DetectorPlaces Of(Network network, int classes)
    {
        var flat = network.Flatten();
        var end = flat.Outputs[0].Producer;
        var rows = end.Layer is Concatenate { Axis: 1 } ? end.Inputs.Select(input => input.Producer).ToArray() : [end];
        var grids = rows.Where(node => node.Layer is Reshape && node.Inputs[0].Shape.Rank == 4)
            .Select(node => (Rows: node.Inputs[0].Shape[1], Columns: node.Inputs[0].Shape[2]))
            .ToArray();
        var (shape, numbers) = (flat.Inputs[0].Shape, flat.OutputShape[^1]);
        if (
            flat.Outputs.Count != 1
            || grids.Length < rows.Length
            || flat.OutputShape.Rank != 3
            || grids.Any(grid => grid is not ({ }, { }))
            || shape is not { Rank: 4 }
            || shape[1] is not { } height
            || shape[2] is not { } width
            || (numbers != Distances + classes && numbers != Distances + 1 + classes)
        )
        {
            throw new RefusedException(
                new Refusal(
                    "detector.network",
                    ("classes", classes),
                    ("network", network.Name),
                    ("received", string.Join(", ", flat.Outputs.Select(o => $"{o.Shape}")))
                )
            );
        }
        return new DetectorPlaces(
            (int)height,
            (int)width,
            DetectorLevel.Of((int)height, (int)width, [.. grids.Select(grid => ((int)grid.Rows!.Value, (int)grid.Columns!.Value))]),
            classes,
            numbers == Distances + 1 + classes
        );
    }

    /// <summary>Where a place lies, and its level.</summary>
    public (float X, float Y, DetectorLevel Level) At(int place)
    {
        foreach (var level in Levels)
        {
            var count = level.Rows * level.Columns;
            if (place < count)
            {
                return (place % level.Columns * level.StepX, place / level.Columns * level.StepY, level);
            }
            place -= count;
        }
        throw new ArgumentOutOfRangeException(nameof(place));
    }
}
