namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Layers that make one tensor of several.</summary>
internal static class MergeEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [
        ("Add", call => [Fold(call, "Add")]),
        ("Average", call => [call.With("Div", Fold(call, "Add"), call.Inputs.Count)]),
        ("Concatenate", Concatenate),
        ("Dot", Dot),
        ("Maximum", call => [Fold(call, "Max")]),
        ("Minimum", call => [Fold(call, "Min")]),
        ("Multiply", call => [Fold(call, "Mul")]),
        ("Subtract", call => [Fold(call, "Sub")]),
    ];

    /// <summary>The values in one layout: channels first if one of them has it and all are of one rank.</summary>
    public static OnnxValue[] Aligned(LayerCall call, IReadOnlyList<OnnxValue> values)
    {
        var rank = values.Max(value => value.Rank);
        if (values.All(value => value.Rank == rank) && values.Any(value => value.ChannelsFirst))
        {
            return [.. values.Select(call.ToFirst)];
        }

        return
        [
            .. values.Select(value =>
            {
                // As Keras: a missing axis stands behind the batch.
                var last = call.ToLast(value);
                return last.Rank == rank || last.Rank == 0
                    ? last
                    : last with
                    {
                        Name = call.Graph.Add(
                            "Unsqueeze",
                            [last.Name, call.Graph.Wholes([.. Enumerable.Range(1, rank - last.Rank).Select(axis => (long)axis)])]
                        ),
                    };
            }),
        ];
    }

    private static OnnxValue Fold(LayerCall call, string op)
    {
        var values = Aligned(call, call.Inputs);
        var name = values.Skip(1).Aggregate(values[0].Name, (sum, value) => call.Graph.Add(op, [sum, value.Name]));
        return values[0] with { Name = name, Shape = call.OutputShape };
    }

    private static IReadOnlyList<OnnxValue> Concatenate(LayerCall call)
    {
        var values = Aligned(call, call.Inputs);
        return
        [
            values[0] with
            {
                Name = call.Graph.Add("Concat", [.. values.Select(value => value.Name)], ("axis", values[0].Axis(call.Config.Int("axis", -1)))),
                Shape = call.OutputShape,
            },
        ];
    }

    private static IReadOnlyList<OnnxValue> Dot(LayerCall call)
    {
        var axes = call.Config.Ints("axes");
        var (x, y) = (call.ToLast(call.Inputs[0]), call.ToLast(call.Inputs[1]));
        var (first, second) = (Positive(axes[0], x.Rank), Positive(axes[^1], y.Rank));
        if (call.Config.Bool("normalize", false))
        {
            (x, y) = (NormalizationEmitters.Unit(call, x, [first], 1e-7), NormalizationEmitters.Unit(call, y, [second], 1e-7));
        }

        // Both as matrices of each sample: (rest, axis) times (axis, rest).
        var length = x.Shape[first] ?? y.Shape[second] ?? throw call.Refuse(new("onnx.expected.knownLength"), x.Shape);
        var left = call.Reshape(Moved(call, x, first, x.Rank - 1), 0, -1, length);
        var right = call.Reshape(Moved(call, y, second, 1), 0, length, -1);
        var product = call.Graph.Add("MatMul", [left, right]);
        return [new OnnxValue(call.Reshape(product, ShapeEmitters.Target(call, call.OutputShape.Skip(1))), call.OutputShape)];
    }

    private static int Positive(int axis, int rank) => axis < 0 ? axis + rank : axis;

    private static string Moved(LayerCall call, OnnxValue x, int from, int to)
    {
        var order = Enumerable.Range(0, x.Rank).Where(axis => axis != from).Select(axis => (long)axis).ToList();
        order.Insert(to, from);
        return from == to ? x.Name : call.Transpose(x.Name, [.. order]);
    }
}
