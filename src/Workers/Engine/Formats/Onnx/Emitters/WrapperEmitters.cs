using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Layers around another layer.</summary>
internal static class WrapperEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } =
    [("SpectralNormalization", call => Inner(call, call.Inputs)), ("TimeDistributed", TimeDistributed)];

    // Steps go into the batch and come out of it again.
    private static IReadOnlyList<OnnxValue> TimeDistributed(LayerCall call)
    {
        var x = call.ToLast(call.Input);
        var steps = x with
        {
            Name = call.Reshape(x.Name, [-1, .. Sample(call, x.Shape.Skip(2))]),
            Shape = new TensorShape([x.Shape[0] * x.Shape[1], .. x.Shape.Skip(2)]),
        };
        var output = call.ToLast(Inner(call, [steps])[0]);
        var shape = call.OutputShape;
        var length = call.Graph.Add("Shape", [x.Name], ("start", 0), ("end", 2));
        var target = call.Graph.Add("Concat", [length, call.Graph.Wholes(Sample(call, shape.Skip(2)))], ("axis", 0));
        return [output with { Name = call.Graph.Add("Reshape", [output.Name, target]), Shape = shape }];
    }

    private static IReadOnlyList<OnnxValue> Inner(LayerCall call, IReadOnlyList<OnnxValue> inputs) =>
        call.Emitter.Emit(call.Graph, call.Layer.SubLayers.Single(inner => inner.Attribute == "layer").Layer, inputs, CallArguments.One());

    private static long[] Sample(LayerCall call, IEnumerable<long?> dimensions) =>
        [.. dimensions.Select(d => d ?? throw call.Refuse(new("onnx.expected.knownStep"), call.Input.Shape))];
}
