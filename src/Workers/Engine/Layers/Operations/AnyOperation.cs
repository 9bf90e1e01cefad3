using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>True where anything along an axis is: how a Masking layer's mask stands in a functional model, behind a NotEqual
/// (https://keras.io/api/ops/numpy/#any-function).</summary>
public sealed class AnyOperation(int axis = -1, bool keepDims = false, string? name = null) : Layer(name, null)
{
    public override string ClassName => "Any";

    public override string Module => "keras.src.ops.numpy";

    public override bool IsOperation => true;

    public override bool WritesBuildConfig => false;

    protected override bool CastsInputs => false;

    public static AnyOperation FromConfig(JsonObject config, string name)
    {
        int? axis = config["axis"] switch
        {
            JsonValue value when value.TryGetValue<int>(out var one) => one,
            JsonArray { Count: 1 } list when list[0] is JsonValue value && value.TryGetValue<int>(out var only) => only,
            _ => null,
        };
        return new AnyOperation(
            axis
                ?? throw new RefusedException(
                    new Refusal("layer.operation.anyAxis", ("operation", name), ("received", config["axis"]?.ToJsonString() ?? "null"))
                ),
            config["keepdims"] is JsonValue kept && kept.TryGetValue<bool>(out var keep) && keep,
            name
        );
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var at = axis < 0 ? axis + inputShapes[0].Rank : axis;
        return at < 0 || at >= inputShapes[0].Rank ? throw Refuse(new("layer.expected.hasAxis", ("axis", axis)), inputShapes[0])
            : keepDims ? inputShapes[0].With(at, 1)
            : new TensorShape(inputShapes[0].Where((_, position) => position != at));
    }

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) => "bool";

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].to_type(ScalarType.Bool).any(axis, keepDims);

    public override JsonObject GetConfig() =>
        new()
        {
            ["name"] = Name,
            ["axis"] = axis,
            ["keepdims"] = keepDims,
        };
}
