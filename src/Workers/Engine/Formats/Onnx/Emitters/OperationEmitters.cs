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
