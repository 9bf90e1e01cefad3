using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Operators on symbolic tensors (x + 3): the constant stands among the arguments of the call.</summary>
internal static class OperationEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("Add", call => [Arithmetic(call, "Add")]),
        ("Subtract", call => [Arithmetic(call, "Sub")]),
        ("Multiply", call => [Arithmetic(call, "Mul")]),
        ("Divide", call => [Arithmetic(call, "Div")]),
        ("TrueDivide", call => [Arithmetic(call, "Div")]),
        ("Maximum", call => [Arithmetic(call, "Max")]),
        ("Minimum", call => [Arithmetic(call, "Min")]),
        ("NotEqual", NotEqual),
        ("Any", Any),
    ];

    /// <summary>Functions of keras.ops that networks of texts are built with.</summary>
    public static (string Name, Emitter Emitter)[] Functions { get; } =
    [
        ("GetItem", GetItem),
        ("Gelu", Gelu),
        ("Cast", Cast),
        ("ExpandDims", ExpandDims),
        ("Sum", Sum),
        ("Sqrt", call => [call.Same("Sqrt", call.AsFloat(call.Input))]),
    ];

    /// <summary>x[:, 0]: numbers, and slices that take all.</summary>
    private static IReadOnlyList<OnnxValue> GetItem(LayerCall call)
    {
        var x = call.Last(call.Input);
        var key = call.Arguments.Positional.Count > 1 ? call.Arguments.Positional[1] : null;
        var axis = 0;
        foreach (var part in key is JsonArray list ? list.ToArray() : [key])
        {
            if (part is JsonValue value && value.TryGetValue<int>(out var at))
            {
                x = call.Graph.Add("Squeeze", [call.Slice(x, at, at == -1 ? long.MaxValue : at + 1, axis), call.Graph.Wholes(axis)]);
            }
            else if (part is JsonObject slice && slice["config"] is JsonObject range && range.All(end => end.Value is null))
            {
                axis++;
            }
            else
            {
                throw call.Refuse(new("layer.setting.slices"), part?.ToJsonString() ?? "null");
            }
        }

        return [new OnnxValue(x, call.OutputShape, call.Input.Type)];
    }

    private static IReadOnlyList<OnnxValue> Cast(LayerCall call) =>
        Setting(call, "dtype")?.GetValue<string>() is { } type && type.StartsWith("float", StringComparison.Ordinal)
            ? [call.AsFloat(call.ToLast(call.Input))]
            : throw call.Refuse(new("onnx.expected.floatCast"), Setting(call, "dtype")?.ToJsonString() ?? "null");

    private static IReadOnlyList<OnnxValue> ExpandDims(LayerCall call)
    {
        var x = call.ToLast(call.Input);
        var axis = (int?)Setting(call, "axis") ?? -1;
        return [new OnnxValue(call.Graph.Add("Unsqueeze", [x.Name, call.Graph.Wholes(axis)]), call.OutputShape, x.Type)];
    }

    private static IReadOnlyList<OnnxValue> Sum(LayerCall call)
    {
        var x = call.AsFloat(call.ToLast(call.Input));
        var axes = Setting(call, "axis") switch
        {
            JsonValue one => [one.GetValue<int>()],
            JsonArray several => several.Select(axis => axis!.GetValue<int>()).ToArray(),
            _ => Enumerable.Range(0, x.Shape.Rank).ToArray(),
        };
        return [new OnnxValue(call.Reduce("ReduceSum", x, axes, (bool?)Setting(call, "keepdims") ?? false), call.OutputShape, x.Type)];
    }

    // Keras keeps what an operation was made with in its config, or among the call's keywords.
    private static JsonNode? Setting(LayerCall call, string key) => call.Arguments.Keywords[key] ?? JsonNode.Parse(call.Layer.GetConfig().ToJsonString())![key];

    // The operator set has no Gelu of its own.
    private static IReadOnlyList<OnnxValue> Gelu(LayerCall call)
    {
        var x = call.AsFloat(call.Input);
        if (call.Config.Has("approximate") && !call.Config.Bool("approximate"))
        {
            return [ActivationEmitters.Gelu(call, x)];
        }

        var cube = ActivationEmitters.Binary(call, "Mul", x, ActivationEmitters.Binary(call, "Mul", x, x));
        var inside = call.With("Mul", ActivationEmitters.Binary(call, "Add", x, call.With("Mul", cube, 0.044715)), Math.Sqrt(2 / Math.PI));
        return [call.With("Mul", ActivationEmitters.Binary(call, "Mul", x, call.With("Add", call.Same("Tanh", inside), 1)), 0.5)];
    }

    private static OnnxValue Arithmetic(LayerCall call, string op)
    {
        var tensors = MergeEmitters.Aligned(call, [.. call.Inputs.Select(call.AsFloat)]);
        var next = 0;
        string[] operands =
        [
            .. call.Arguments.Positional.Select(argument => argument is JsonValue number ? call.Graph.Constant((float)Number(number)) : tensors[next++].Name),
        ];
        return tensors[0] with { Name = call.Graph.Add(op, operands), Shape = call.OutputShape };
    }

    private static IReadOnlyList<OnnxValue> NotEqual(LayerCall call)
    {
        var equal = Arithmetic(call, "Equal");
        return [equal with { Name = call.Graph.Add("Not", [equal.Name]), Type = OnnxElementType.Bool }];
    }

    private static IReadOnlyList<OnnxValue> Any(LayerCall call)
    {
        var x = call.ToLast(call.Input);
        var numbers = x with { Name = call.Cast(call.Cast(x.Name, OnnxElementType.Bool), OnnxElementType.Float) };
        var axis = call.Config.Int("axis");
        var name = call.Reduce("ReduceMax", numbers, [axis], call.Config.Bool("keepdims", false));
        return [new OnnxValue(call.Cast(name, OnnxElementType.Bool), call.OutputShape, OnnxElementType.Bool)];
    }

    private static double Number(JsonValue value) => value.TryGetValue<double>(out var number) ? number : value.GetValue<int>();
}
