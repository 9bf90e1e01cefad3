using System.Runtime.CompilerServices;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx;

/// <summary>
/// The nodes and constants of a graph as they are added (GraphProto, https://github.com/onnx/onnx/blob/main/docs/IR.md). A graph inside another one (the body
/// of a Scan)
/// sees the constants of the outer, and all names of a file are unique.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly OnnxGraph? outer;
    private readonly ProtoWriter nodes = new();
    private readonly List<ProtoWriter> inputs = [];
    private readonly List<ProtoWriter> outputs = [];
    private readonly List<OnnxInitializer> initializers = [];
    private readonly HashSet<string> names = [];
    private readonly Dictionary<object, string> constants = [];
    private readonly Dictionary<string, int> domains = [];

    public OnnxGraph(OnnxGraph? outer = null) => this.outer = outer;

    private static readonly Dictionary<string, int> Sets = new() { ["ai.onnx.ml"] = 2, ["com.microsoft"] = 1 };

    private OnnxGraph Root => outer?.Root ?? this;

    /// <summary>The layer whose nodes are being added; names begin with it.</summary>
    public string Scope
    {
        get => outer is null ? field : Root.Scope;
        set;
    } = "";

    /// <summary>Sets of operators that stand in the graph beside ONNX's own, and which version is meant.</summary>
    public IReadOnlyDictionary<string, int> Domains => Root.domains;

    /// <summary>A name nothing has yet.</summary>
    public string Unique(string wish)
    {
        var name = wish;
        for (var i = 1; !Root.names.Add(name); i++)
        {
            name = $"{wish}_{i}";
        }

        return name;
    }

    /// <summary>One operator with one output.</summary>
    /// <param name="op">Its name, behind that of its set where it is none of ONNX's own: <c>ai.onnx.ml.LabelEncoder</c>.</param>
    public string Add(string op, IReadOnlyList<string> from, params ReadOnlySpan<(string Name, object Value)> attributes) =>
        AddMany(op, from, 1, attributes)[0];

    /// <summary>One operator with several outputs.</summary>
    public string[] AddMany(string op, IReadOnlyList<string> from, int count, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var name = Unique($"{Scope}/{op}");
        string[] to = [.. Enumerable.Range(0, count).Select(i => Unique(count == 1 ? $"{name}:0" : $"{name}:{i}"))];
        Add(op, name, from, to, attributes);
        return to;
    }

    /// <summary>Gives a tensor the name it goes out by.</summary>
    public void Rename(string from, string to) => Add("Identity", Unique($"{to}/Identity"), [from], [to]);

    public string Constant(float value) => Shared(value, () => OnnxInitializer.Of(Unique("float"), OnnxElementType.Float, [], [value]));

    public string Constant(float[] values, params long[] shape) => Keep(OnnxInitializer.Of(Unique($"{Scope}/constant"), OnnxElementType.Float, shape, values));

    public string Constant(double[] values, params long[] shape) =>
        Keep(OnnxInitializer.Of(Unique($"{Scope}/constant"), OnnxElementType.Double, shape, values));

    /// <summary>Whole numbers of any shape: of a name of its own, since a list of digits would be taken for them where real numbers are meant.</summary>
    public string WholeTable(long[] values, params long[] shape) => Keep(OnnxInitializer.Of(Unique($"{Scope}/constant"), OnnxElementType.Int64, shape, values));

    public string Whole(long value) => Shared(value, () => OnnxInitializer.Of(Unique("whole"), OnnxElementType.Int64, [], [value]));

    /// <summary>A list of whole numbers (axes, a shape).</summary>
    public string Wholes(params long[] values) =>
        Shared(string.Join(',', values), () => OnnxInitializer.Of(Unique("wholes"), OnnxElementType.Int64, [values.Length], values));

    /// <summary>A weight in another order; the same weight in the same order stands once in the file, whoever asks.</summary>
    /// <param name="tag">Names the order.</param>
    public string Weight(Variable weight, string tag, long[] shape, Func<Tensor, Tensor> arrange) =>
        Shared((new ByReference(weight), tag), () => OnnxInitializer.Of(Unique(weight.Path), shape, () => arrange(weight.Value)));

    public void Input(string name, OnnxElementType type, IReadOnlyList<object>? dimensions = null) => inputs.Add(ValueInfo(name, type, dimensions));

    public void Output(string name, OnnxElementType type, IReadOnlyList<object>? dimensions = null) => outputs.Add(ValueInfo(name, type, dimensions));

    /// <summary>All fields of the GraphProto but for the constants.</summary>
    public ProtoWriter Head(string name)
    {
        var graph = new ProtoWriter().Append(nodes).Text(2, name);
        foreach (var input in inputs)
        {
            graph.Message(11, input);
        }

        foreach (var output in outputs)
        {
            graph.Message(12, output);
        }

        return graph;
    }

    public IReadOnlyList<OnnxInitializer> Initializers => initializers;

    private string Shared(object key, Func<OnnxInitializer> create)
    {
        var root = Root;
        return root.constants.TryGetValue(key, out var known) ? known : root.constants[key] = Keep(create());
    }

    private string Keep(OnnxInitializer constant)
    {
        Root.initializers.Add(constant);
        return constant.Name;
    }

    private void Add(string op, string name, IReadOnlyList<string> from, IReadOnlyList<string> to, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in from)
        {
            node.Text(1, input);
        }

        foreach (var output in to)
        {
            node.Text(2, output);
        }

        var domain = op.LastIndexOf('.') is >= 0 and var dot ? op[..dot] : "";
        node.Text(3, name).Text(4, op[(domain.Length == 0 ? 0 : domain.Length + 1)..]);
        if (domain.Length > 0)
        {
            node.Text(7, domain);
            Root.domains[domain] = Sets[domain];
        }

        foreach (var (key, value) in attributes)
        {
            node.Message(5, Attribute(key, value));
        }

        nodes.Message(1, node);
    }

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter().Text(1, name);
        switch (value)
        {
            case double number:
                return attribute.Single(2, (float)number).Whole(20, 1);
            case int number:
                return attribute.Whole(3, number).Whole(20, 2);
            case long number:
                return attribute.Whole(3, number).Whole(20, 2);
            case OnnxElementType type:
                return attribute.Whole(3, (int)type).Whole(20, 2);
            case string text:
                return attribute.Text(4, text).Whole(20, 3);
            case OnnxGraph body:
                return attribute.Message(6, body.Head(name)).Whole(20, 5);
            case string[] texts:
                foreach (var part in texts)
                {
                    attribute.Text(9, part);
                }

                return attribute.Whole(20, 8);
            case long[] numbers:
                foreach (var number in numbers)
                {
                    attribute.Whole(8, number);
                }

                return attribute.Whole(20, 7);
            default:
                throw new InvalidOperationException($"No attribute is made of {value.GetType().Name}.");
        }
    }

    // A dimension is a number or a name; no list at all leaves the shape open.
    private static ProtoWriter ValueInfo(string name, OnnxElementType type, IReadOnlyList<object>? dimensions)
    {
        var tensor = new ProtoWriter().Whole(1, (int)type);
        if (dimensions is not null)
        {
            var shape = new ProtoWriter();
            foreach (var dimension in dimensions)
            {
                shape.Message(1, dimension is long known ? new ProtoWriter().Whole(1, known) : new ProtoWriter().Text(2, (string)dimension));
            }

            tensor.Message(2, shape);
        }

        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    private readonly record struct ByReference(object Target)
    {
        public bool Equals(ByReference other) => ReferenceEquals(Target, other.Target);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(Target);
    }
}
