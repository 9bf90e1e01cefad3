using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>Keras's dtype policy: the type weights are kept in, and the type a layer computes in (https://keras.io/api/mixed_precision/policy/).</summary>
public sealed record DTypePolicy(string Name, ScalarType VariableType, ScalarType ComputeType)
{
    public static readonly DTypePolicy Float32 = new("float32", ScalarType.Float32, ScalarType.Float32);
    public static readonly DTypePolicy MixedBFloat16 = new("mixed_bfloat16", ScalarType.Float32, ScalarType.BFloat16);
    public static readonly DTypePolicy MixedFloat16 = new("mixed_float16", ScalarType.Float32, ScalarType.Float16);

    private static readonly DTypePolicy[] All =
    [
        Float32,
        MixedBFloat16,
        MixedFloat16,
        new("float16", ScalarType.Float16, ScalarType.Float16),
        new("bfloat16", ScalarType.BFloat16, ScalarType.BFloat16),
        new("float64", ScalarType.Float64, ScalarType.Float64),
        new("int32", ScalarType.Int32, ScalarType.Int32),
        new("int64", ScalarType.Int64, ScalarType.Int64),
    ];

    public static DTypePolicy Named(string name) =>
        All.FirstOrDefault(policy => policy.Name == name) ?? throw new RefusedException(new Refusal("graph.dtype.unknown", ("received", name)));

    /// <summary>The name of a policy that keeps weights as whole numbers beside a scale, "int8_from_float32"; null: it is another.</summary>
    internal static string? Quantised(JsonNode? node) =>
        node switch
        {
            JsonValue value when value.TryGetValue<string>(out var name) && name.Contains("_from_", StringComparison.Ordinal) => name,
            JsonObject value when value["config"] is JsonObject config => config["mode"] is { } mode
                ? $"{mode}_from_{config["source_name"]}"
                : Quantised(config["name"]),
            _ => null,
        };

    /// <summary>Keras's object form, as it stands in a layer's config.</summary>
    public JsonObject ToJson() =>
        new()
        {
            ["module"] = "keras",
            ["class_name"] = "DTypePolicy",
            ["config"] = new JsonObject { ["name"] = Name },
            ["registered_name"] = null,
        };

    /// <summary>Reads a policy object or a plain name (legacy files).</summary>
    public static DTypePolicy FromJson(JsonNode? node) =>
        node switch
        {
            null => Float32,
            JsonValue value when value.TryGetValue<string>(out var name) => Named(name),
            JsonObject value when (value["config"] as JsonObject)?["name"] is JsonValue inner && inner.TryGetValue<string>(out var name) => Named(name),
            _ => throw new RefusedException(new Refusal("graph.dtype.notAPolicy", ("received", node.ToJsonString()))),
        };

    public static ScalarType TypeOf(string dtype) =>
        All.FirstOrDefault(policy => policy.Name == dtype)?.ComputeType ?? DTypes.Of(dtype) ?? Named(dtype).ComputeType;
}
