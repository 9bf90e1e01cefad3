using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Normalisations as they are in inference, and the layers that only scale.</summary>
internal static class NormalizationEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("BatchNormalization", Batch),
        ("GroupNormalization", Group),
        ("LayerNormalization", Layer),
        ("LayerScale", Scale),
        ("Normalization", Statistics),
        ("Rescaling", Rescale),
        ("RMSNormalization", RootMeanSquare),
        ("UnitNormalization", call => [Unit(call, call.Input, call.Config.Ints("axis"), 1e-12)]),
    ];

    /// <summary>x over its norm; a norm below epsilon counts as epsilon.</summary>
    public static OnnxValue Unit(LayerCall call, OnnxValue x, IEnumerable<int> axes, double epsilon)
    {
        var norm = call.Graph.Add("Sqrt", [call.Reduce("ReduceSumSquare", x, axes, keepDims: true)]);
        return x with { Name = call.Graph.Add("Div", [x.Name, call.Graph.Add("Max", [norm, call.Graph.Constant((float)epsilon)])]) };
    }

    private static IReadOnlyList<OnnxValue> Batch(LayerCall call)
    {
        var (x, axis, epsilon) = (call.Input, Position(call, call.Config.Int("axis", -1)), call.Config.Double("epsilon", 1e-3));
        var (mean, variance) = (call.Require("moving_mean"), call.Require("moving_variance"));
        string One(string name, float value) =>
            call.Find(name) is { } weight ? call.Weight(weight) : call.Graph.Constant([.. Enumerable.Repeat(value, (int)mean.Count)], mean.Count);
        if (axis == x.Rank - 1)
        {
            var first = call.ToFirst(x);
            return
            [
                first with
                {
                    Name = call.Graph.Add(
                        "BatchNormalization",
                        [first.Name, One("gamma", 1), One("beta", 0), call.Weight(mean), call.Weight(variance)],
                        ("epsilon", epsilon)
                    ),
                },
            ];
        }

        // Another axis than the channels: written out.
        long[] shape = [.. Enumerable.Range(0, x.Rank).Select(at => at == axis ? mean.Count : 1L)];
        var spread = call.Graph.Add("Sqrt", [call.Graph.Add("Add", [call.Spread(x, variance, shape), call.Graph.Constant((float)epsilon)])]);
        var centred = call.Graph.Add("Div", [call.Graph.Add("Sub", [x.Name, call.Spread(x, mean, shape)]), spread]);
        return [Affine(call, x with { Name = centred }, shape)];
    }

    private static IReadOnlyList<OnnxValue> Layer(LayerCall call)
    {
        var axes = call.Config.Ints("axis").Select(axis => Position(call, axis)).Order().ToArray();
        var x = call.ToLast(call.Input);
        long[] shape = [.. axes.Select(axis => x.Shape.Known(axis, call.Layer.Name))];
        var gamma = call.Find("gamma") is { } weight
            ? call.Weight(weight)
            : call.Graph.Constant([.. Enumerable.Repeat(1f, (int)shape.Aggregate(1L, (p, d) => p * d))], shape);
        string[] inputs = call.Find("beta") is { } beta ? [x.Name, gamma, call.Weight(beta)] : [x.Name, gamma];
        return [x with { Name = call.Graph.Add("LayerNormalization", inputs, ("axis", -axes.Length), ("epsilon", call.Config.Double("epsilon", 1e-3))) }];
    }

    private static IReadOnlyList<OnnxValue> RootMeanSquare(LayerCall call)
    {
        var x = call.Input;
        var axes = call.Config.Ints("axis").Select(axis => Position(call, axis)).Order().ToArray();
        var mean = call.Graph.Add(
            "Add",
            [call.Reduce("ReduceMean", call.With("Pow", x, 2), axes, keepDims: true), call.Graph.Constant((float)call.Config.Double("epsilon", 1e-6))]
        );
        var unit = x with { Name = call.Graph.Add("Div", [x.Name, call.Graph.Add("Sqrt", [mean])]) };
        long[] shape = [.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? x.Shape.Known(axis, call.Layer.Name) : 1L)];
        return [unit with { Name = call.Graph.Add("Mul", [unit.Name, call.Spread(unit, call.Require("scale"), shape)]) }];
    }

    private static IReadOnlyList<OnnxValue> Group(LayerCall call)
    {
        var axis = Position(call, call.Config.Int("axis", -1));
        if (axis != call.Input.Rank - 1)
        {
            throw call.Refuse(new("onnx.expected.lastAxis"), new Refusal("onnx.received.axis", ("axis", axis)));
        }

        var x = call.ToFirst(call.Input);
        var channels = x.Shape.Known(-1, call.Layer.Name);
        var groups = call.Config.Int("groups", 32) is > 0 and var given ? given : channels;

        // Each group of channels becomes one channel of an InstanceNormalization, which has no scale of its own here.
        var grouped = call.Reshape(x.Name, 0, groups, -1);
        var (ones, zeros) = (call.Graph.Constant([.. Enumerable.Repeat(1f, (int)groups)], groups), call.Graph.Constant(new float[groups], groups));
        var normal = call.Graph.Add("InstanceNormalization", [grouped, ones, zeros], ("epsilon", call.Config.Double("epsilon", 1e-3)));
        var back = x with { Name = call.Graph.Add("Reshape", [normal, call.Graph.Add("Shape", [x.Name])]) };
        return [Affine(call, back, [.. Enumerable.Repeat(1L, x.Rank - 1), channels])];
    }

    private static IReadOnlyList<OnnxValue> Scale(LayerCall call) =>
        [call.Input with { Name = call.Graph.Add("Mul", [call.Input.Name, call.SpreadChannels(call.Input, call.Layer.OwnWeights[0])]) }];

    private static IReadOnlyList<OnnxValue> Rescale(LayerCall call)
    {
        var x = call.AsFloat(call.Input);
        var scaled = call.Graph.Add("Mul", [x.Name, Numbers(call, x, "scale")]);
        return [x with { Name = Floats(call, "offset").All(number => number == 0) ? scaled : call.Graph.Add("Add", [scaled, Numbers(call, x, "offset")]) }];
    }

    private static IReadOnlyList<OnnxValue> Statistics(LayerCall call)
    {
        var x = call.AsFloat(call.Input);
        int[] axes = [.. call.Config.Ints("axis").Select(axis => Position(call, axis)).Order()];
        long[] shape = [.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? x.Shape.Known(axis, call.Layer.Name) : 1L)];
        string Given(string key)
        {
            if (!call.Config.Has(key))
            {
                return call.Spread(x, call.Require(key), shape);
            }

            var numbers = Floats(call, key);
            return numbers.Length == 1 ? call.Graph.Constant(numbers[0]) : call.Spread(x, numbers, shape);
        }

        var (mean, spread) = (Given("mean"), call.Graph.Add("Sqrt", [Given("variance")]));
        return
        [
            x with
            {
                Name = call.Config.Bool("invert", false)
                    ? call.Graph.Add("Add", [call.Graph.Add("Mul", [x.Name, spread]), mean])
                    : call.Graph.Add("Div", [call.Graph.Add("Sub", [x.Name, mean]), call.Graph.Add("Max", [spread, call.Graph.Constant(1e-7f)])]),
            },
        ];
    }

    private static OnnxValue Affine(LayerCall call, OnnxValue x, long[] shape)
    {
        var scaled = call.Find("gamma") is { } gamma ? call.Graph.Add("Mul", [x.Name, call.Spread(x, gamma, shape)]) : x.Name;
        return x with { Name = call.Find("beta") is { } beta ? call.Graph.Add("Add", [scaled, call.Spread(x, beta, shape)]) : scaled };
    }

    private static string Numbers(LayerCall call, OnnxValue x, string key)
    {
        var numbers = Floats(call, key);
        return numbers.Length == 1 ? call.Graph.Constant(numbers[0]) : call.Spread(x, numbers, [.. Enumerable.Repeat(1L, x.Rank - 1), numbers.Length]);
    }

    private static float[] Floats(LayerCall call, string key) => [.. Flat(call.Config.Node(key)).Select(node => (float)node!.GetValue<double>())];

    private static IEnumerable<JsonNode?> Flat(JsonNode? node) => node is JsonArray list ? list.SelectMany(Flat) : [node];

    private static int Position(LayerCall call, int axis) => axis < 0 ? axis + call.Input.Rank : axis;
}
