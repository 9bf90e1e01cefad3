namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Layers that move, repeat, pad or cut without computing.</summary>
internal static class ShapeEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("Flatten", Flatten),
        ("Masking", Masking),
        ("Permute", Permute),
        ("RepeatVector", RepeatVector),
        ("Reshape", Reshape),
        ("UpSampling1D", call => Repeat(call, 1)),
        ("UpSampling3D", call => Repeat(call, 3)),
        .. Enumerable
            .Range(1, 3)
            .SelectMany(rank => new (string, Emitter)[] { ($"Cropping{rank}D", call => Crop(call, rank)), ($"ZeroPadding{rank}D", call => Pad(call, rank)) }),
    ];

    /// <summary>A target shape with 0 where a dimension is the input's, and -1 for the one that follows from the others.</summary>
    public static long[] Target(LayerCall call, IEnumerable<long?> sample)
    {
        long[] target = [0, .. sample.Select(d => d ?? -1)];
        return target.Count(d => d == -1) <= 1 ? target : throw call.Refuse(new("onnx.expected.oneOpen"), call.OutputShape);
    }

    private static IReadOnlyList<OnnxValue> Flatten(LayerCall call) =>
        [call.Input with { Name = call.Reshape(call.Last(call.Input), 0, call.OutputShape[1] ?? -1), Shape = call.OutputShape, ChannelsFirst = false }];

    private static IReadOnlyList<OnnxValue> Reshape(LayerCall call)
    {
        var shape = call.OutputShape;
        if (shape.Rank > 2 && call.Input.Rank == 2 && shape.Skip(1).SkipLast(1).All(d => d == 1))
        {
            // (N, C) to (N, 1, 1, C), before a squeeze-and-excitation: the convolutions that follow want the channels first.
            return
            [
                call.Input with
                {
                    Name = call.Reshape(call.Input.Name, [0, -1, .. Enumerable.Repeat(1L, shape.Rank - 2)]),
                    Shape = shape,
                    ChannelsFirst = true,
                },
            ];
        }

        return [call.Input with { Name = call.Reshape(call.Last(call.Input), Target(call, shape.Skip(1))), Shape = shape, ChannelsFirst = false }];
    }

    private static IReadOnlyList<OnnxValue> Permute(LayerCall call) =>
        [
            call.Input with
            {
                Name = call.Transpose(call.Last(call.Input), [0, .. call.Config.Ints("dims").Select(axis => (long)axis)]),
                Shape = call.OutputShape,
                ChannelsFirst = false,
            },
        ];

    private static IReadOnlyList<OnnxValue> RepeatVector(LayerCall call) =>
        [
            call.Input with
            {
                Name = call.Graph.Add("Tile", [call.Unsqueeze(call.Input.Name, 1), call.Graph.Wholes(1, call.Config.Int("n"), 1)]),
                Shape = call.OutputShape,
            },
        ];

    // Each step as often as the factor says.
    private static IReadOnlyList<OnnxValue> Repeat(LayerCall call, int rank)
    {
        var (x, factors) = (call.ToFirst(call.Input), call.Config.Spatial("size", rank, 2));
        var scales = call.Graph.Constant([1, 1, .. factors.Select(factor => (float)factor)], rank + 2);
        return
        [
            x with
            {
                Name = call.Graph.Add(
                    "Resize",
                    [x.Name, "", scales],
                    ("mode", "nearest"),
                    ("coordinate_transformation_mode", "asymmetric"),
                    ("nearest_mode", "floor")
                ),
                Shape = call.OutputShape,
            },
        ];
    }

    private static IReadOnlyList<OnnxValue> Crop(LayerCall call, int rank)
    {
        var (x, margins) = (call.Input, MarginsOf(call, "cropping", rank));
        long[] axes = [.. Enumerable.Range(1, rank).Select(x.Axis)];

        // An end counted from the back; where nothing is cut off there, far behind it.
        long[] ends = [.. margins.Select(margin => margin.After == 0 ? int.MaxValue : -(long)margin.After)];
        return
        [
            x with
            {
                Name = call.Graph.Add(
                    "Slice",
                    [x.Name, call.Graph.Wholes([.. margins.Select(margin => (long)margin.Before)]), call.Graph.Wholes(ends), call.Graph.Wholes(axes)]
                ),
                Shape = call.OutputShape,
            },
        ];
    }

    private static IReadOnlyList<OnnxValue> Pad(LayerCall call, int rank)
    {
        var (x, margins) = (call.Input, MarginsOf(call, "padding", rank));
        var pads = call.Graph.Wholes([.. margins.Select(margin => (long)margin.Before), .. margins.Select(margin => (long)margin.After)]);
        return
        [
            x with
            {
                Name = call.Graph.Add("Pad", [x.Name, pads, "", call.Graph.Wholes([.. Enumerable.Range(1, rank).Select(x.Axis)])]),
                Shape = call.OutputShape,
            },
        ];
    }

    // One axis: both margins side by side.
    private static (int Before, int After)[] MarginsOf(LayerCall call, string key, int rank) =>
        rank == 1 && call.Config.Ints(key) is [var before, var after] ? [(before, after)] : call.Config.Margins(key, rank);

    private static IReadOnlyList<OnnxValue> Masking(LayerCall call)
    {
        var x = call.Input;
        var kept = call.Cast(
            call.Graph.Add("Not", [call.Graph.Add("Equal", [x.Name, call.Graph.Constant((float)call.Config.Double("mask_value", 0))])]),
            OnnxElementType.Float
        );
        return [x with { Name = call.Graph.Add("Mul", [x.Name, call.Reduce("ReduceMax", x with { Name = kept }, [-1], keepDims: true)]) }];
    }
}
