using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>One call of a layer that an emitter turns into operators: its Keras config, its weights, the tensors it gets.</summary>
/// <param name="Emitter">For layers inside layers.</param>
/// <param name="Inputs">The tensors of the call in order of appearance.</param>
internal sealed record LayerCall(OnnxGraph Graph, NetworkEmitter Emitter, Layer Layer, IReadOnlyList<OnnxValue> Inputs, CallArguments Arguments)
{
    private (Layer Layer, LayerConfig Config)? read;

    /// <summary>The layer's config as Keras writes it: all that an emitter needs to know of a layer.</summary>
    public LayerConfig Config
    {
        get
        {
            // A call made of another one brings its fields along.
            if (read is not { } known || known.Layer != Layer)
            {
                // Through text: numbers then read alike, whatever the layer made them of.
                read = known = (Layer, new LayerConfig(Layer.ClassName, JsonNode.Parse(Layer.GetConfig().ToJsonString())!.AsObject()));
            }

            return known.Config;
        }
    }

    public OnnxValue Input => Inputs[0];

    /// <summary>The logical shape of the first output.</summary>
    public TensorShape OutputShape => OutputShapes[0];

    public IReadOnlyList<TensorShape> OutputShapes => Layer.ComputeOutputShapes([.. Inputs.Select(input => input.Shape)]);

    /// <summary>A tensor given by keyword (a mask), or null.</summary>
    public OnnxValue? Keyword(string key) =>
        Arguments.Keywords[key] is JsonObject placeholder && placeholder["$"] is { } at ? Inputs[at.GetValue<int>()] : null;

    /// <summary>The layer's weight of that name, or null if it has none.</summary>
    public Variable? Find(string name) => Layer.OwnWeights.FirstOrDefault(weight => weight.Name == name);

    public Variable Require(string name) =>
        Find(name) ?? throw new InvalidOperationException($"Layer '{Layer.Name}' ({Layer.ClassName}) has no weight '{name}'.");

    /// <summary>The weight as it is.</summary>
    public string Weight(Variable weight) => Graph.Weight(weight, "", weight.Shape, x => x);

    public string Weight(string name) => Weight(Require(name));

    /// <summary>The weight, or nothing (an empty name) where the layer has none.</summary>
    public string OptionalWeight(string name) => Find(name) is { } weight ? Weight(weight) : "";

    /// <summary>The tensor with channels last, as Keras sees it.</summary>
    public string Last(OnnxValue value) => Emitter.Last(Graph, value);

    /// <summary>The tensor with channels first.</summary>
    public string First(OnnxValue value) => Emitter.First(Graph, value);

    /// <summary>The value itself with channels first.</summary>
    public OnnxValue ToFirst(OnnxValue value) => value with { Name = First(value), ChannelsFirst = value.Rank > 2 };

    /// <summary>The value itself with channels last.</summary>
    public OnnxValue ToLast(OnnxValue value) => value with { Name = Last(value), ChannelsFirst = false };

    /// <summary>The value as float32.</summary>
    public OnnxValue AsFloat(OnnxValue value) =>
        value.IsFloat ? value : value with { Name = Cast(value.Name, OnnxElementType.Float), Type = OnnxElementType.Float };

    public string Cast(string name, OnnxElementType type) => Graph.Add("Cast", [name], ("to", type));

    /// <summary>One operator whose result has the shape and layout of its first input.</summary>
    public OnnxValue Same(string op, OnnxValue value, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        value with
        {
            Name = Graph.Add(op, [value.Name], attributes),
        };

    /// <summary>x op constant, element by element.</summary>
    public OnnxValue With(string op, OnnxValue value, double constant) => value with { Name = Graph.Add(op, [value.Name, Graph.Constant((float)constant)]) };

    /// <summary>Numbers along logical axes, broadcast against a value in whatever layout it has.</summary>
    /// <param name="shape">As many dimensions as the value has, 1 where the number is the same.</param>
    public string Spread(OnnxValue value, float[] numbers, long[] shape) => Graph.Constant(numbers, Physical(value, shape));

    /// <summary>A weight along logical axes, broadcast against a value in whatever layout it has.</summary>
    public string Spread(OnnxValue value, Variable weight, long[] shape)
    {
        var permutation = value.ChannelsFirst ? ChannelsFirst(value.Rank) : null;
        return Graph.Weight(
            weight,
            $"spread {string.Join(',', Physical(value, shape))}",
            Physical(value, shape),
            x => permutation is null ? x.reshape(shape) : x.reshape(shape).permute(permutation)
        );
    }

    /// <summary>A weight of one number a channel.</summary>
    public string SpreadChannels(OnnxValue value, Variable weight) => Spread(value, weight, [.. Enumerable.Repeat(1L, value.Rank - 1), weight.Count]);

    /// <summary>The mean and other reductions, over logical axes.</summary>
    public string Reduce(string op, OnnxValue value, IEnumerable<int> axes, bool keepDims) =>
        Graph.Add(op, [value.Name, Graph.Wholes([.. axes.Select(value.Axis)])], ("keepdims", keepDims ? 1 : 0));

    public string Reshape(string name, params long[] shape) => Graph.Add("Reshape", [name, Graph.Wholes(shape)]);

    public string Transpose(string name, params long[] permutation) => Graph.Add("Transpose", [name], ("perm", permutation));

    public string Slice(string name, long from, long to, long axis) => Graph.Add("Slice", [name, Graph.Wholes(from), Graph.Wholes(to), Graph.Wholes(axis)]);

    public string Unsqueeze(string name, long axis) => Graph.Add("Unsqueeze", [name, Graph.Wholes(axis)]);

    /// <summary>One dimension of a tensor at run time, as a list of one number.</summary>
    public string Dimension(string name, int axis) => Graph.Add("Shape", [name], ("start", axis), ("end", axis + 1));

    public RefusedException Refuse(Refusal expected, object? received) =>
        new(
            new Refusal("onnx.layer.expects", ("layer", Layer.Name), ("class", Layer.ClassName), ("expected", expected), RefusalValue.Of("received", received))
        );

    public static long[] ChannelsFirst(int rank) => [0, rank - 1, .. Enumerable.Range(1, rank - 2).Select(axis => (long)axis)];

    public static long[] ChannelsLast(int rank) => [0, .. Enumerable.Range(2, rank - 2).Select(axis => (long)axis), 1];

    private static long[] Physical(OnnxValue value, long[] shape) => value.ChannelsFirst ? [.. ChannelsFirst(value.Rank).Select(axis => shape[axis])] : shape;
}
