using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Recurrent;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>
/// Recurrent layers as a Scan over the steps: its body is the cell written out, so that every activation, a mask, given states and both kinds of GRU have
/// their meaning,
/// which ONNX's own LSTM, GRU and RNN do not have for all of them.
/// </summary>
internal static class RecurrentEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("Bidirectional", Bidirectional),
        ("GRU", call => Run(call, (RecurrentLayer)call.Layer)),
        ("LSTM", call => Run(call, (RecurrentLayer)call.Layer)),
        ("SimpleRNN", call => Run(call, (RecurrentLayer)call.Layer)),
    ];

    private static IReadOnlyList<OnnxValue> Run(LayerCall call, RecurrentLayer layer)
    {
        int[] initial = call.Arguments.Keywords["initial_state"] switch
        {
            JsonObject single => [single["$"]!.GetValue<int>()],
            JsonArray list => [.. list.Select(item => item!["$"]!.GetValue<int>())],
            _ => [],
        };
        return Run(call, layer, call.Keyword("mask"), [.. initial.Select(at => call.Inputs[at].Name)]);
    }

    private static IReadOnlyList<OnnxValue> Bidirectional(LayerCall call)
    {
        var layers = call.Layer.SubLayers.ToDictionary(inner => inner.Attribute, inner => (RecurrentLayer)inner.Layer);
        var mask = call.Keyword("mask");
        var (ahead, back) = (Run(call, layers["forward_layer"], mask, []), Run(call, layers["backward_layer"], mask, []));
        var returned = back[0];
        if (layers["forward_layer"].Options.ReturnSequences)
        {
            // The last step first.
            returned = returned with
            {
                Name = call.Graph.Add(
                    "Slice",
                    [returned.Name, call.Graph.Wholes(-1), call.Graph.Wholes(-int.MaxValue), call.Graph.Wholes(1), call.Graph.Wholes(-1)]
                ),
            };
        }

        var shape = call.OutputShape;
        OnnxValue Both(string op) => ahead[0] with { Name = call.Graph.Add(op, [ahead[0].Name, returned.Name]), Shape = shape };
        OnnxValue[] merged = (call.Config.Has("merge_mode") ? call.Config.Text("merge_mode") : null) switch
        {
            null => [ahead[0], returned],
            "concat" => [ahead[0] with { Name = call.Graph.Add("Concat", [ahead[0].Name, returned.Name], ("axis", -1)), Shape = shape }],
            "sum" => [Both("Add")],
            "mul" => [Both("Mul")],
            _ => [call.With("Div", Both("Add"), 2)],
        };
        return [.. merged, .. ahead.Skip(1), .. back.Skip(1)];
    }

    private static IReadOnlyList<OnnxValue> Run(LayerCall call, RecurrentLayer layer, OnnxValue? mask, string[] initial)
    {
        var (graph, options) = (call.Graph, layer.Options);
        var cell = call with { Layer = layer.SubLayers.Single().Layer };
        var states = layer is LSTM ? 2 : 1;
        var x = call.Last(call.Input);
        var projected = call.Transpose(DenseEmitters.Biased(call, graph.Add("MatMul", [x, cell.Weight("kernel")]), InputBias(cell)), 1, 0, 2);
        if (initial.Length == 0)
        {
            var shape = graph.Add("Concat", [call.Dimension(x, 0), graph.Wholes(options.Units)], ("axis", 0));
            var zeros = graph.Add("Expand", [graph.Constant(0f), shape]);
            initial = [.. Enumerable.Repeat(zeros, states)];
        }

        // The states, with a mask also the last output that counted; then what is read step by step.
        var body = new OnnxGraph(graph);
        string[] old = [.. Enumerable.Range(0, states).Select(i => Parameter(body, $"state{i}"))];
        var last = mask is null ? null : Parameter(body, "output");
        var step = Parameter(body, "step");
        var next = Step(cell with { Graph = body }, layer, step, old);
        var output = next[0];
        if (last is not null)
        {
            var kept = Parameter(body, "kept", OnnxElementType.Bool);
            output = body.Add("Where", [kept, next[0], options.ZeroOutputForMask ? graph.Constant(0f) : last]);
            next = [.. next.Zip(old, (fresh, before) => body.Add("Where", [kept, fresh, before]))];
        }

        string[] carried = [.. next, .. last is null ? [] : (string[])[output], output];
        foreach (var name in carried)
        {
            // A graph's outputs have names of their own, even where two are the same.
            body.Output(body.Add("Identity", [name]), OnnxElementType.Float);
        }

        string[] from = [.. initial, .. last is null ? [] : (string[])[initial[0]], projected, .. mask is null ? [] : (string[])[Steps(call, mask)]];
        if (last is not null)
        {
            from[states] = graph.Add("Mul", [initial[0], graph.Constant(0f)]);
        }

        var read = mask is null ? 1 : 2;
        var results = graph.AddMany(
            "Scan",
            from,
            carried.Length,
            ("body", body),
            ("num_scan_inputs", read),
            ("scan_input_directions", (long[])[.. Enumerable.Repeat(options.GoBackwards ? 1L : 0L, read)])
        );
        var shapes = layer.ComputeOutputShapes([call.Input.Shape]);
        var result =
            options.ReturnSequences ? call.Transpose(results[^1], 1, 0, 2)
            : last is null ? results[0]
            : results[states];
        return [new OnnxValue(result, shapes[0]), .. options.ReturnState ? results.Take(states).Select(state => new OnnxValue(state, shapes[1])) : []];
    }

    // (N, T) to (T, N, 1).
    private static string Steps(LayerCall call, OnnxValue mask) => call.Unsqueeze(call.Transpose(call.Cast(mask.Name, OnnxElementType.Bool), 1, 0), 2);

    private static string Parameter(OnnxGraph body, string wish, OnnxElementType type = OnnxElementType.Float)
    {
        var name = body.Unique($"{body.Scope}/{wish}");
        body.Input(name, type);
        return name;
    }

    private static string InputBias(LayerCall cell) =>
        cell.Find("bias") is not { } bias ? ""
        : bias.Shape.Length == 2 ? cell.Graph.Weight(bias, "input", [bias.Shape[1]], x => x[0])
        : cell.Weight(bias);

    private static string[] Step(LayerCall cell, RecurrentLayer layer, string projected, string[] states)
    {
        var options = layer.Options;
        string Activate(string x) => ActivationEmitters.Named(cell, Value(x, options), options.Activation.Name).Name;
        string Gate(string x) => ActivationEmitters.Named(cell, Value(x, options), options.RecurrentActivation.Name).Name;
        return layer switch
        {
            LSTM => Lstm(cell, projected, states, Activate, Gate),
            GRU => [Gru(cell, projected, states[0], options.Units, ResetsAfter(layer), Activate, Gate)],
            _ => [Activate(cell.Graph.Add("Add", [projected, cell.Graph.Add("MatMul", [states[0], cell.Weight("recurrent_kernel")])]))],
        };
    }

    // Gates in Keras's order: input, forget, candidate, output.
    private static string[] Lstm(LayerCall cell, string projected, string[] states, Func<string, string> activate, Func<string, string> gate)
    {
        var graph = cell.Graph;
        var all = graph.Add("Add", [projected, graph.Add("MatMul", [states[0], cell.Weight("recurrent_kernel")])]);
        var gates = graph.AddMany("Split", [all], 4, ("axis", -1), ("num_outputs", 4));
        var carry = graph.Add("Add", [graph.Add("Mul", [gate(gates[1]), states[1]]), graph.Add("Mul", [gate(gates[0]), activate(gates[2])])]);
        return [graph.Add("Mul", [gate(gates[3]), activate(carry)]), carry];
    }

    // Gates in Keras's order: update, reset, candidate.
    private static string Gru(
        LayerCall cell,
        string projected,
        string state,
        long units,
        bool resetsAfter,
        Func<string, string> activate,
        Func<string, string> gate
    )
    {
        var graph = cell.Graph;
        var (kernel, bias) = (cell.Require("recurrent_kernel"), cell.Find("bias"));
        var input = graph.AddMany("Split", [projected], 3, ("axis", -1), ("num_outputs", 3));
        string update,
            candidate;
        if (resetsAfter)
        {
            var product = graph.Add("MatMul", [state, cell.Weight(kernel)]);
            var inner = graph.AddMany(
                "Split",
                [bias is null ? product : graph.Add("Add", [product, graph.Weight(bias, "recurrent", [3 * units], x => x[1])])],
                3,
                ("axis", -1),
                ("num_outputs", 3)
            );
            update = gate(graph.Add("Add", [input[0], inner[0]]));
            candidate = activate(graph.Add("Add", [input[2], graph.Add("Mul", [gate(graph.Add("Add", [input[1], inner[1]])), inner[2]])]));
        }
        else
        {
            var product = graph.Add("MatMul", [state, graph.Weight(kernel, "gates", [units, 2 * units], x => x.narrow(1, 0, 2 * units))]);
            var inner = graph.AddMany("Split", [product], 2, ("axis", -1), ("num_outputs", 2));
            update = gate(graph.Add("Add", [input[0], inner[0]]));
            var kept = graph.Add("Mul", [gate(graph.Add("Add", [input[1], inner[1]])), state]);
            candidate = activate(
                graph.Add("Add", [input[2], graph.Add("MatMul", [kept, graph.Weight(kernel, "candidate", [units, units], x => x.narrow(1, 2 * units, units))])])
            );
        }

        return graph.Add("Add", [graph.Add("Mul", [update, state]), graph.Add("Mul", [graph.Add("Sub", [graph.Constant(1f), update]), candidate])]);
    }

    private static bool ResetsAfter(RecurrentLayer layer) => layer.GetConfig()["reset_after"]!.GetValue<bool>();

    private static OnnxValue Value(string name, RecurrentOptions options) => new(name, TensorShape.Of(null, options.Units));
}
