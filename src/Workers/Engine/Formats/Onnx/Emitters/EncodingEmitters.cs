using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Whole numbers and bins to vectors.</summary>
internal static class EncodingEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [("CategoryEncoding", Category), ("Discretization", Discretize), ("PositionEmbedding", Positions)];

    private static IReadOnlyList<OnnxValue> Category(LayerCall call) =>
        [Encode(call, call.Cast(call.Last(call.Input), OnnxElementType.Int64), call.Config.Text("output_mode", "multi_hot"), call.Config.Int("num_tokens"))];

    private static IReadOnlyList<OnnxValue> Discretize(LayerCall call)
    {
        double[] boundaries = [.. ((JsonArray)call.Config.Node("bin_boundaries")!).Select(node => node!.GetValue<double>())];
        var mode = call.Config.Text("output_mode", "int");
        var x = call.Unsqueeze(call.Cast(call.Last(call.Input), OnnxElementType.Double), -1);
        var reached = call.Cast(call.Graph.Add("GreaterOrEqual", [x, call.Graph.Constant(boundaries, boundaries.Length)]), OnnxElementType.Int64);
        var bin = call.Graph.Add("ReduceSum", [reached, call.Graph.Wholes(-1)], ("keepdims", 0));
        return [mode == "int" ? new OnnxValue(bin, call.OutputShape, OnnxElementType.Int64) : Encode(call, bin, mode, boundaries.Length + 1)];
    }

    private static IReadOnlyList<OnnxValue> Positions(LayerCall call)
    {
        var x = call.Last(call.Input);
        var vectors = call.Graph.Add("Slice", [call.Weight("embeddings"), call.Graph.Wholes(0), call.Dimension(x, 1), call.Graph.Wholes(0)]);
        return [new OnnxValue(call.Graph.Add("Expand", [vectors, call.Graph.Add("Shape", [x])]), call.OutputShape)];
    }

    // A number outside 0..depth-1 has no place and counts nowhere.
    private static OnnxValue Encode(LayerCall call, string numbers, string mode, int depth)
    {
        var graph = call.Graph;
        var places = graph.Wholes([.. Enumerable.Range(0, depth).Select(place => (long)place)]);
        var hot = call.Cast(graph.Add("Equal", [call.Unsqueeze(numbers, -1), places]), OnnxElementType.Float);
        var result = mode switch
        {
            "one_hot" => call.Input.Shape[^1] == 1 ? graph.Add("Squeeze", [hot, graph.Wholes(-2)]) : hot,
            "count" => graph.Add("ReduceSum", [hot, graph.Wholes(-2)], ("keepdims", 0)),
            _ => graph.Add("ReduceMax", [hot, graph.Wholes(-2)], ("keepdims", 0)),
        };
        return new OnnxValue(result, call.OutputShape);
    }
}
