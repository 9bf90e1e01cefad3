using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Pooling over windows and over everything, one to three axes.</summary>
internal static class PoolingEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        .. Enumerable
            .Range(1, 3)
            .SelectMany(rank =>
                new (string, Emitter)[]
                {
                    ($"MaxPooling{rank}D", call => Pool(call, rank, "MaxPool")),
                    // Margins of "same" do not count.
                    ($"AveragePooling{rank}D", call => Pool(call, rank, "AveragePool", ("count_include_pad", 0))),
                    ($"GlobalMaxPooling{rank}D", call => Global(call, rank, "ReduceMax")),
                    (
                        $"GlobalAveragePooling{rank}D",
                        call => rank == 1 && call.Keyword("mask") is { } mask ? MaskedMean(call, mask) : Global(call, rank, "ReduceMean")
                    ),
                }
            ),
    ];

    private static IReadOnlyList<OnnxValue> Pool(LayerCall call, int rank, string op, params ReadOnlySpan<(string, object)> attributes)
    {
        var size = call.Config.Spatial("pool_size", rank, 2);
        var strides = call.Config.Has("strides") ? call.Config.Spatial("strides", rank, 1) : size;
        (string, object)[] all = [.. Margins.Of(call, size, strides), ("kernel_shape", SpatialWindow.Long(size)), .. attributes];
        return [new OnnxValue(call.Graph.Add(op, [call.First(call.Input)], all), call.OutputShape, ChannelsFirst: true)];
    }

    private static IReadOnlyList<OnnxValue> Global(LayerCall call, int rank, string op)
    {
        var kept = call.Config.Bool("keepdims", false);
        return
        [
            call.Input with
            {
                Name = call.Reduce(op, call.Input, Enumerable.Range(1, rank), kept),
                Shape = call.OutputShape,
                ChannelsFirst = kept && call.Input.ChannelsFirst,
            },
        ];
    }

    private static IReadOnlyList<OnnxValue> MaskedMean(LayerCall call, OnnxValue mask)
    {
        var (graph, kept) = (call.Graph, call.Config.Bool("keepdims", false) ? 1 : 0);
        var share = call.Unsqueeze(call.Cast(mask.Name, OnnxElementType.Float), 2);
        var sum = graph.Add("ReduceSum", [graph.Add("Mul", [call.Last(call.Input), share]), graph.Wholes(1)], ("keepdims", kept));
        return [new OnnxValue(graph.Add("Div", [sum, graph.Add("ReduceSum", [share, graph.Wholes(1)], ("keepdims", kept))]), call.OutputShape)];
    }
}
