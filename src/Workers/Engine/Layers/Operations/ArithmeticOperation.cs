using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>
/// An operator used on a symbolic tensor (x + 3.0, x * 0.5, x + y): Keras keeps it in the graph as a nameless-looking layer of keras.src.ops.numpy with
/// the constant among its call arguments.
/// </summary>
public sealed class ArithmeticOperation : Layer
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Functions = new()
    {
        ["Add"] = (a, b) => a + b,
        ["Subtract"] = (a, b) => a - b,
        ["Multiply"] = (a, b) => a * b,
        ["Divide"] = (a, b) => a / b,
        ["TrueDivide"] = (a, b) => a / b,
        ["Maximum"] = (a, b) => a.maximum(b),
        ["Minimum"] = (a, b) => a.minimum(b),
        ["NotEqual"] = (a, b) => a.ne(b),
    };

    private readonly string kind;
    private double?[] constants = [];

    public ArithmeticOperation(string kind, string? name = null)
        : base(name ?? NameScope.Current.Unique(NameScope.SnakeCase(kind)), null) =>
        this.kind = Functions.ContainsKey(kind)
            ? kind
            : throw new RefusedException(new Refusal("layer.operation.unknown", ("known", string.Join(", ", Functions.Keys)), ("received", kind)));

    public override string ClassName => kind;

    public override string Module => "keras.src.ops.numpy";

    public override bool IsOperation => true;

    public override bool WritesBuildConfig => false;

    protected override bool CastsInputs => false;

    public static bool Knows(string className) => Functions.ContainsKey(className);

    /// <summary>x op constant.</summary>
    public KerasTensor Apply(KerasTensor x, double constant) => Apply([x], new CallArguments(new JsonArray(CallArguments.Placeholder(0), constant), []))[0];

    /// <summary>x op y.</summary>
    public KerasTensor Apply(KerasTensor x, KerasTensor y) =>
        Apply([x, y], new CallArguments(new JsonArray(CallArguments.Placeholder(0), CallArguments.Placeholder(1)), []))[0];

    protected override void BindArguments(CallArguments arguments)
    {
        constants =
            arguments.Positional.Count == 2 && arguments.Keywords.Count == 0
                ? [.. arguments.Positional.Select(Constant)]
                : throw Refuse(new("layer.expected.twoArguments"), arguments.Positional.Count);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes.Aggregate((a, b) => Merge.Broadcast(Padded(a, b.Rank), Padded(b, a.Rank), Name));

    // As NumPy: missing axes stand in front.
    private static TensorShape Padded(TensorShape shape, int rank) => new([.. Enumerable.Repeat((long?)1, Math.Max(0, rank - shape.Rank)), .. shape]);

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) =>
        kind == "NotEqual" ? "bool"
        : inputs[0].DType.Contains("int", StringComparison.Ordinal) && (kind is "Divide" or "TrueDivide" || constants.Any(constant => constant is not null))
            ? "float32"
        : inputs[0].DType;

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var next = 0;
        Tensor Operand(double? constant) =>
            constant is { } number ? tensor(number, inputs[0].is_floating_point() ? inputs[0].dtype : ScalarType.Float32, inputs[0].device) : inputs[next++];
        var left = Operand(constants[0]);
        return Functions[kind](left, Operand(constants[1]));
    }

    public override JsonObject GetConfig() => new() { ["name"] = Name };

    private double? Constant(JsonNode? argument) =>
        argument switch
        {
            JsonObject placeholder when placeholder["$"] is not null => null,
            JsonValue value when value.TryGetValue<double>(out var number) => number,
            JsonValue value when value.TryGetValue<int>(out var number) => number,
            _ => throw Refuse(new("layer.expected.tensorsOrNumbers"), argument?.ToJsonString()),
        };
}
