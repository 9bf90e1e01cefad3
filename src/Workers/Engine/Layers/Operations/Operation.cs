using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>A function of Keras's ops used on symbolic tensors (https://keras.io/api/ops/): in the graph, not counted among a network's layers, without
/// weights.</summary>
public sealed class Operation : Layer, IActivated
{
    private readonly OperationKind kind;
    private CallArguments arguments = CallArguments.None;
    private IReadOnlyList<string> types = [];

    internal Operation(OperationKind kind, JsonObject settings, string name)
        : base(name, null)
    {
        this.kind = kind;
        Settings = (JsonObject)settings.DeepClone();
        Settings.Remove("name");
    }

    public override string ClassName => kind.Name;

    /// <exception cref="RefusedException">Keras 3 has no such operation.</exception>
    public override string Module =>
        kind.Module is { } module && !arguments.Keywords.Any(pair => pair.Key != "constant_values" && pair.Value is JsonObject or JsonArray)
            ? module
            : throw Refuse(new("layer.expected.formatOfOperation"), new Refusal("layer.received.keras3"));

    public override bool IsOperation => true;

    public override bool WritesBuildConfig => false;

    protected override bool CastsInputs => false;

    /// <summary>A softmax or sigmoid over the last axis ends a classifier as the layer of that name does; any other has its own name.</summary>
    string IActivated.ActivationName =>
        kind.Name switch
        {
            "Softmax" when OverTheLastAxis => "softmax",
            "Sigmoid" => "sigmoid",
            var other => other,
        };

    private bool OverTheLastAxis => (Settings["axis"] ?? arguments.Keywords["axis"]) is not { } axis || axis.ToJsonString() == "-1";

    /// <summary>What it was made with, beside the arguments of a call.</summary>
    internal JsonObject Settings { get; }

    public override bool AcceptsKeyword(string key) => true;

    protected override void BindArguments(CallArguments arguments) => this.arguments = arguments;

    internal override IReadOnlyList<(TensorShape Shape, string Type)> Infer(IReadOnlyList<KerasTensor> inputs)
    {
        types = [.. inputs.Select(input => input.DType)];
        return OperationProbe.Run(this, inputs);
    }

    public override IReadOnlyList<TensorShape> ComputeOutputShapes(IReadOnlyList<TensorShape> inputShapes) =>
        [.. OperationProbe.Run(this, [.. inputShapes.Zip(types)]).Select(output => output.Shape)];

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => ComputeOutputShapes(inputShapes)[0];

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => CallAll(inputs, context)[0];

    public override IReadOnlyList<Tensor> CallAll(IReadOnlyList<Tensor> inputs, CallContext context) => kind.Apply(new OperationCall(this, arguments, inputs));

    Tensor IActivated.CallLinear(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0];

    public override JsonObject GetConfig()
    {
        // A network that can't be written whole is not written.
        _ = Module;
        return new JsonObject([
            KeyValuePair.Create("name", (JsonNode?)Name),
            .. Settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())),
        ]);
    }

    internal RefusedException Refusal(Refusal expected, object? received) => Refuse(expected, received);
}
