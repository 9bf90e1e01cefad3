using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Nodes of a TensorFlow graph as TensorFlow 2.0 to 2.3 kept them in a layer (TensorFlowOpLayer: node_def and constants by place), as calls of the
/// functions that made them.</summary>
internal static class GraphOperations
{
    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["AddV2"] = "add",
        ["BiasAdd"] = "bias_add",
        ["Sub"] = "subtract",
        ["Mul"] = "multiply",
        ["RealDiv"] = "truediv",
        ["FloorDiv"] = "floordiv",
        ["FloorMod"] = "floormod",
        ["Neg"] = "negative",
        ["SquaredDifference"] = "squared_difference",
        ["DivNoNan"] = "divide_no_nan",
        ["NotEqual"] = "not_equal",
        ["GreaterEqual"] = "greater_equal",
        ["LessEqual"] = "less_equal",
        ["LogicalAnd"] = "logical_and",
        ["LogicalOr"] = "logical_or",
        ["LogicalNot"] = "logical_not",
        ["StopGradient"] = "stop_gradient",
        ["IsNan"] = "is_nan",
    };

    private static readonly string[] Binary =
    [
        "add",
        "sub",
        "mul",
        "div",
        "maximum",
        "minimum",
        "pow",
        "greater",
        "less",
        "equal",
        "bias_add",
        "subtract",
        "multiply",
        "truediv",
        "floordiv",
        "floormod",
        "squared_difference",
        "divide_no_nan",
        "not_equal",
        "greater_equal",
        "less_equal",
        "logical_and",
        "logical_or",
    ];

    public static TensorFlowCall Read(string layer, JsonObject config, JsonNode? tensors)
    {
        var node =
            config["node_def"] is JsonValue binary && binary.TryGetValue<string>(out var text) ? NodeDefinition.Parse(text) : config["node_def"] as JsonObject;
        if (node?["op"]?.ToString() is not { Length: > 0 } op)
        {
            throw new RefusedException(new Refusal("formats.operations.unreadable", ("layer", Constants.Short(layer))));
        }

        var inputs = Inputs(config["constants"] as JsonObject, tensors);
        var attributes = node["attr"] as JsonObject ?? [];
        JsonNode? Flag(string key) => attributes[key]?["b"]?.DeepClone();
        JsonNode? Int(string key) => attributes[key]?["i"] is { } value && int.TryParse(value.ToString(), out var number) ? number : null;
        JsonNode? Input(int place) => place < inputs.Count ? inputs[place]?.DeepClone() : null;
        TensorFlowCall Call(string function, JsonNode? first, params (string Key, JsonNode? Value)[] keywords) =>
            new(function, first, new JsonObject(keywords.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))));

        var name = Renamed.GetValueOrDefault(op, op.ToLowerInvariant());
        return op switch
        {
            "Mean" or "Sum" or "Max" or "Min" or "Prod" or "Any" or "All" => Call(
                $"reduce_{name}",
                Input(0),
                ("axis", Input(1)),
                ("keepdims", Flag("keep_dims"))
            ),
            "Reshape" => Call("reshape", Input(0), ("shape", Input(1))),
            "Transpose" => Call("transpose", Input(0), ("perm", Input(1))),
            "ExpandDims" => Call("expand_dims", Input(0), ("axis", Input(1))),
            "Squeeze" => Call("squeeze", Input(0), ("axis", Ints(attributes["squeeze_dims"]))),
            "ConcatV2" => Call("concat", new JsonArray([.. inputs.SkipLast(1).Select(input => input?.DeepClone())]), ("axis", Input(inputs.Count - 1))),
            "Pack" => Call("stack", new JsonArray([.. inputs.Select(input => input?.DeepClone())]), ("axis", Int("axis") ?? 0)),
            "Pad" => Call("pad", Input(0), ("paddings", Input(1))),
            "PadV2" => Call("pad", Input(0), ("paddings", Input(1)), ("constant_values", Input(2))),
            "Cast" => Call("cast", Input(0), ("dtype", TypeOf(attributes["DstT"]?["type"]?.ToString()))),
            "MatMul" => Call("matmul", Input(0), ("b", Input(1)), ("transpose_a", Flag("transpose_a")), ("transpose_b", Flag("transpose_b"))),
            "BatchMatMul" or "BatchMatMulV2" => Call("matmul", Input(0), ("b", Input(1)), ("transpose_a", Flag("adj_x")), ("transpose_b", Flag("adj_y"))),
            "Tile" => Call("tile", Input(0), ("multiples", Input(1))),
            "GatherV2" => Call("gather", Input(0), ("indices", Input(1)), ("axis", Input(2))),
            "ClipByValue" => Call("clip_by_value", Input(0), ("clip_value_min", Input(1)), ("clip_value_max", Input(2))),
            "Select" or "SelectV2" => Call("where", Input(0), ("x", Input(1)), ("y", Input(2))),
            "ArgMax" or "ArgMin" => Call(name, Input(0), ("axis", Input(1))),
            "Split" => Call("split", Input(1), ("num_or_size_splits", Int("num_split")), ("axis", Input(0))),
            "SplitV" => Call("split", Input(0), ("num_or_size_splits", Input(1)), ("axis", Input(2))),
            "Unpack" => Call("unstack", Input(0), ("axis", Int("axis") ?? 0)),
            "LeakyRelu" => Call("leaky_relu", Input(0), ("alpha", attributes["alpha"]?["f"]?.DeepClone())),
            "DepthToSpace" or "SpaceToDepth" => Call(op == "DepthToSpace" ? "depth_to_space" : "space_to_depth", Input(0), ("block_size", Int("block_size"))),
            "Slice" => Call("slice", Input(0), ("begin", Input(1)), ("size", Input(2))),
            "StridedSlice" => Call("getitem", Input(0), ("slice_spec", Strides(layer, inputs, key => (int)(Constants.Number(Int(key)) ?? 0)))),
            "ResizeBilinear"
            or "ResizeNearestNeighbor"
            or "ResizeBicubic" when Flag("half_pixel_centers") is JsonValue half && half.TryGetValue<bool>(out var isHalf) && isHalf => Call(
                "resize",
                Input(0),
                ("size", Input(1)),
                (
                    "method",
                    op == "ResizeBilinear" ? "bilinear"
                    : op == "ResizeBicubic" ? "bicubic"
                    : "nearest"
                )
            ),
            _ when Binary.Contains(name) => Call(name, Input(0), ("y", Input(1))),
            _ when inputs.Count == 1 => Call(name, Input(0)),
            _ => Call(op, Input(0)),
        };
    }

    // Constants stand at their places, tensors fill the rest in order.
    private static List<JsonNode?> Inputs(JsonObject? constants, JsonNode? tensors)
    {
        var given = new Queue<JsonNode?>(tensors is JsonArray list ? list : [tensors]);
        List<JsonNode?> inputs = [];
        for (var place = 0; given.Count > 0 || constants?.ContainsKey($"{place}") == true; place++)
        {
            inputs.Add(constants?.ContainsKey($"{place}") == true ? constants[$"{place}"] : given.Dequeue());
        }

        return inputs;
    }

    private static JsonArray? Ints(JsonNode? attribute) =>
        attribute?["list"]?["i"] is JsonArray list
            ? new JsonArray([.. list.Select(item => int.TryParse(item?.ToString(), out var number) ? (JsonNode?)number : null)])
            : null;

    private static JsonArray Strides(string layer, List<JsonNode?> inputs, Func<string, int> mask)
    {
        if (
            inputs.Count != 4
            || inputs[1] is not JsonArray begins
            || inputs[2] is not JsonArray ends
            || inputs[3] is not JsonArray steps
            || begins.Count != ends.Count
            || begins.Count != steps.Count
        )
        {
            throw new RefusedException(new Refusal("formats.operations.sliceNotConstant", ("layer", Constants.Short(layer))));
        }

        var spec = new JsonArray();
        for (var axis = 0; axis < begins.Count; axis++)
        {
            bool Marked(string key) => (mask(key) & (1 << axis)) != 0;
            spec.Add(
                Marked("ellipsis_mask") ? new JsonObject { ["class_name"] = "__ellipsis__", ["config"] = new JsonObject() }
                : Marked("new_axis_mask") ? null
                : Marked("shrink_axis_mask") ? begins[axis]?.DeepClone()
                : new JsonObject
                {
                    ["class_name"] = "__slice__",
                    ["config"] = new JsonObject
                    {
                        ["start"] = Marked("begin_mask") ? null : begins[axis]?.DeepClone(),
                        ["stop"] = Marked("end_mask") ? null : ends[axis]?.DeepClone(),
                        ["step"] = steps[axis]?.DeepClone(),
                    },
                }
            );
        }

        return spec;
    }

    private static string? TypeOf(string? type) =>
        type switch
        {
            "DT_FLOAT" => "float32",
            "DT_HALF" => "float16",
            "DT_BFLOAT16" => "bfloat16",
            "DT_DOUBLE" => "float64",
            "DT_BOOL" => "bool",
            "DT_UINT8" => "uint8",
            "DT_INT32" => "int32",
            "DT_INT64" => "int64",
            _ => type,
        };
}
