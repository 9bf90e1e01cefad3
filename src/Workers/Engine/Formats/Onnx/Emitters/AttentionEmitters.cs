using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Attention of queries over values, in several heads.</summary>
internal static class AttentionEmitters
{
    private static readonly string[] Masks = ["query_mask", "value_mask", "key_mask", "attention_mask"];

    public static (string Name, Emitter Emitter)[] Layers { get; } = [("MultiHeadAttention", MultiHead)];

    private static IReadOnlyList<OnnxValue> MultiHead(LayerCall call)
    {
        var graph = call.Graph;
        var (heads, keySize) = (call.Config.Int("num_heads"), call.Config.Int("key_dim"));
        var valueSize = call.Config.OptionalInt("value_dim") ?? keySize;
        OnnxValue[] inputs = [.. call.Inputs.Select(call.ToLast)];
        var key = inputs[call.Arguments.PositionalTensors == 3 ? 2 : 1];
        var inner = call.Layer.SubLayers.ToDictionary(part => part.Attribute, part => call with { Layer = part.Layer });

        // (N, T, features) to (N, heads, T, size).
        string Project(string part, string x, int size) =>
            call.Transpose(call.Reshape(Product(inner[part], x, heads * (long)size), 0, 0, heads, size), 0, 2, 1, 3);

        var query = graph.Add("Mul", [Project("query_dense", inputs[0].Name, keySize), graph.Constant((float)(1 / Math.Sqrt(keySize)))]);
        var scores = graph.Add("MatMul", [query, call.Transpose(Project("key_dense", key.Name, keySize), 0, 1, 3, 2)]);
        if (Mask(call, inputs) is { } mask)
        {
            // As Keras: far below all, so that a row without anything to attend to spreads evenly.
            scores = graph.Add("Where", [call.Unsqueeze(mask, 1), scores, graph.Constant(-3e38f)]);
        }

        var attended = graph.Add("MatMul", [graph.Add("Softmax", [scores], ("axis", -1)), Project("value_dense", inputs[1].Name, valueSize)]);
        var joined = call.Reshape(call.Transpose(attended, 0, 2, 1, 3), 0, 0, heads * (long)valueSize);
        return [new OnnxValue(Product(inner["output_dense"], joined, call.OutputShape.Known(-1, call.Layer.Name)), call.OutputShape)];
    }

    /// <summary>x by the kernel seen as a matrix, plus the bias seen as a vector.</summary>
    private static string Product(LayerCall dense, string x, long columns)
    {
        var kernel = dense.Require("kernel");
        var product = dense.Graph.Add("MatMul", [x, dense.Graph.Weight(kernel, "matrix", [kernel.Count / columns, columns], w => w.reshape(-1, columns))]);
        return dense.Find("bias") is not { } bias
            ? product
            : dense.Graph.Add("Add", [product, dense.Graph.Weight(bias, "vector", [columns], w => w.reshape(-1))]);
    }

    /// <summary>(N or 1, T, S), true where attention is allowed; null: everywhere.</summary>
    private static string? Mask(LayerCall call, OnnxValue[] inputs)
    {
        string? all = null;
        void And(string mask) => all = all is null ? mask : call.Graph.Add("And", [all, mask]);
        foreach (var key in Masks)
        {
            if (call.Keyword(key) is { } given)
            {
                var mask = call.Cast(call.Last(given), OnnxElementType.Bool);
                And(
                    key switch
                    {
                        "query_mask" => call.Unsqueeze(mask, -1),
                        "attention_mask" => mask,
                        _ => call.Unsqueeze(mask, -2),
                    }
                );
            }
        }

        if (call.Arguments.Keywords["use_causal_mask"] is JsonValue causal && causal.GetValue<bool>())
        {
            var shape = call.Graph.Add("Concat", [call.Dimension(inputs[0].Name, 1), call.Dimension(inputs[1].Name, 1)], ("axis", 0));
            var lower = call.Graph.Add("Trilu", [call.Graph.Add("Expand", [call.Graph.Constant(1f), shape])], ("upper", 0));
            And(call.Unsqueeze(call.Cast(lower, OnnxElementType.Bool), 0));
        }

        return all;
    }
}
