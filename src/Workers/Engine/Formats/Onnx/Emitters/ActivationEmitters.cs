namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Activation functions by Keras's name, and the layers that are nothing else.</summary>
internal static class ActivationEmitters
{
    private static readonly Dictionary<string, Func<LayerCall, OnnxValue, OnnxValue>> Functions = new()
    {
        ["linear"] = (_, x) => x,
        ["relu"] = (call, x) => call.Same("Relu", x),
        ["relu6"] = (call, x) => Clip(call, x, 0, 6),
        ["sigmoid"] = (call, x) => call.Same("Sigmoid", x),
        ["tanh"] = (call, x) => call.Same("Tanh", x),
        ["softmax"] = (call, x) => call.Same("Softmax", x, ("axis", x.Axis(-1))),
        ["log_softmax"] = (call, x) => call.Same("LogSoftmax", x, ("axis", x.Axis(-1))),
        ["silu"] = (call, x) => Binary(call, "Mul", x, call.Same("Sigmoid", x)),
        ["hard_silu"] = (call, x) => call.Same("HardSwish", x),
        ["hard_sigmoid"] = (call, x) => call.Same("HardSigmoid", x, ("alpha", 1.0 / 6), ("beta", 0.5)),
        ["gelu"] = Gelu,
        ["elu"] = (call, x) => call.Same("Elu", x, ("alpha", 1.0)),
        ["selu"] = (call, x) => call.Same("Selu", x),
        ["softplus"] = (call, x) => call.Same("Softplus", x),
        ["softsign"] = (call, x) => call.Same("Softsign", x),
        ["leaky_relu"] = (call, x) => call.Same("LeakyRelu", x, ("alpha", 0.2)),
        ["exponential"] = (call, x) => call.Same("Exp", x),
        ["mish"] = (call, x) => Binary(call, "Mul", x, call.Same("Tanh", call.Same("Softplus", x))),
        ["hard_tanh"] = (call, x) => Clip(call, x, -1, 1),
        ["celu"] = (call, x) => call.Same("Celu", x, ("alpha", 1.0)),
        ["hard_shrink"] = (call, x) => call.Same("Shrink", x, ("lambd", 0.5), ("bias", 0.0)),
        ["soft_shrink"] = (call, x) => call.Same("Shrink", x, ("lambd", 0.5), ("bias", 0.5)),
        ["tanh_shrink"] = (call, x) => Binary(call, "Sub", x, call.Same("Tanh", x)),
        ["squareplus"] = (call, x) => call.With("Mul", Binary(call, "Add", x, call.Same("Sqrt", call.With("Add", Binary(call, "Mul", x, x), 4))), 0.5),
        ["sparse_plus"] = SparsePlus,
        ["sparse_sigmoid"] = (call, x) => Clip(call, call.With("Mul", call.With("Add", x, 1), 0.5), 0, 1),
        ["sparsemax"] = Sparsemax,
        ["log_sigmoid"] = (call, x) => call.Same("Neg", call.Same("Softplus", call.Same("Neg", x))),
    };

    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("Activation", call => [OfConfig(call, call.Input)]),
        ("ELU", call => [call.Same("Elu", call.Input, ("alpha", call.Config.Double("alpha", 1)))]),
        ("LeakyReLU", call => [call.Same("LeakyRelu", call.Input, ("alpha", call.Config.Double("negative_slope")))]),
        ("PReLU", PRelu),
        ("ReLU", Relu),
        ("Softmax", call => [call.Same("Softmax", call.Input, ("axis", call.Input.Axis(call.Config.Int("axis"))))]),
    ];

    public static IEnumerable<string> Known => Functions.Keys;

    /// <summary>The activation that stands in the layer's config.</summary>
    public static OnnxValue OfConfig(LayerCall call, OnnxValue x, string key = "activation") => Named(call, x, call.Config.Activation(key).Name);

    /// <summary>The activation of that name.</summary>
    public static OnnxValue Named(LayerCall call, OnnxValue x, string name) =>
        Functions.TryGetValue(name, out var function)
            ? function(call, x)
            : throw call.Refuse(new("onnx.expected.activation", ("known", string.Join(", ", Functions.Keys))), $"'{name}'");

    public static OnnxValue Clip(LayerCall call, OnnxValue x, double low, double? high) =>
        x with
        {
            Name = call.Graph.Add(
                "Clip",
                high is { } limit ? [x.Name, call.Graph.Constant((float)low), call.Graph.Constant((float)limit)] : [x.Name, call.Graph.Constant((float)low)]
            ),
        };

    /// <summary>x op y of equal shape and layout.</summary>
    public static OnnxValue Binary(LayerCall call, string op, OnnxValue x, OnnxValue y) => x with { Name = call.Graph.Add(op, [x.Name, y.Name]) };

    internal static OnnxValue Gelu(LayerCall call, OnnxValue x) =>
        call.With("Mul", Binary(call, "Mul", x, call.With("Add", call.Same("Erf", call.With("Div", x, Math.Sqrt(2))), 1)), 0.5);

    private static OnnxValue SparsePlus(LayerCall call, OnnxValue x)
    {
        var inside = call.With("Add", x, 1);
        var square = call.With("Div", Binary(call, "Mul", inside, inside), 4);
        var below = call.Graph.Add("LessOrEqual", [x.Name, call.Graph.Constant(-1f)]);
        var between = call.Graph.Add("Less", [x.Name, call.Graph.Constant(1f)]);
        var above = call.Graph.Add("Where", [between, square.Name, x.Name]);
        return x with { Name = call.Graph.Add("Where", [below, call.Graph.Constant(0f), above]) };
    }

    // Martins and Astudillo 2016, as the engine's own: sorted values decide how many of them share the probability.
    private static OnnxValue Sparsemax(LayerCall call, OnnxValue input)
    {
        var (graph, x) = (call.Graph, call.ToLast(input));
        var axis = graph.Wholes(x.Rank - 1);
        var length = graph.Add("Shape", [x.Name], ("start", x.Rank - 1), ("end", x.Rank));
        var sorted = graph.AddMany("TopK", [x.Name, length], 2, ("axis", -1))[0];
        var sums = graph.Add("CumSum", [sorted, graph.Whole(x.Rank - 1)]);
        var ranks = call.Cast(
            graph.Add("Range", [graph.Whole(1), graph.Add("Add", [graph.Add("Squeeze", [length]), graph.Whole(1)]), graph.Whole(1)]),
            OnnxElementType.Float
        );
        var support = call.Cast(graph.Add("Greater", [graph.Add("Add", [graph.Add("Mul", [ranks, sorted]), graph.Constant(1f)]), sums]), OnnxElementType.Float);
        var count = graph.Add("ReduceSum", [support, axis], ("keepdims", 1));
        var total = graph.Add("ReduceSum", [graph.Add("Mul", [sorted, support]), axis], ("keepdims", 1));
        var threshold = graph.Add("Div", [graph.Add("Sub", [total, graph.Constant(1f)]), count]);
        return x with { Name = graph.Add("Relu", [graph.Add("Sub", [x.Name, threshold])]) };
    }

    private static IReadOnlyList<OnnxValue> PRelu(LayerCall call)
    {
        var alpha = call.Require("alpha");
        return [call.Input with { Name = call.Graph.Add("PRelu", [call.Input.Name, call.Spread(call.Input, alpha, [1, .. alpha.Shape])]) }];
    }

    private static IReadOnlyList<OnnxValue> Relu(LayerCall call)
    {
        var (x, limit) = (call.Input, call.Config.OptionalDouble("max_value"));
        var (slope, threshold) = (call.Config.Double("negative_slope", 0), call.Config.Double("threshold", 0));
        var above = x;
        if (threshold != 0)
        {
            var kept = call.Cast(call.Graph.Add("Greater", [x.Name, call.Graph.Constant((float)threshold)]), OnnxElementType.Float);
            above = x with { Name = call.Graph.Add("Mul", [x.Name, kept]) };
        }

        var positive = limit is null ? call.Same("Relu", above) : Clip(call, above, 0, limit);
        if (slope == 0)
        {
            return [positive];
        }

        var below = call.With("Mul", call.Same("Relu", call.With("Add", call.Same("Neg", x), threshold)), slope);
        return [Binary(call, "Sub", positive, below)];
    }
}
