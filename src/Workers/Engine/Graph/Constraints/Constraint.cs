using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Constraints;

/// <summary>What a weight is brought back to after each step of the optimiser (https://keras.io/api/layers/constraints/).</summary>
public abstract class Constraint
{
    /// <summary>Keras's class name, "MaxNorm".</summary>
    public string ClassName => GetType().Name;

    /// <summary>The weight as it has to be; same shape.</summary>
    public abstract Tensor Project(Tensor weight);

    public virtual JsonObject GetConfig() => [];

    public JsonObject ToJson() =>
        new()
        {
            ["module"] = "keras.constraints",
            ["class_name"] = ClassName,
            ["config"] = GetConfig(),
            ["registered_name"] = null,
        };

    private protected static Tensor Norms(Tensor weight, IReadOnlyList<int> axes) =>
        weight.square().sum([.. axes.Select(axis => (long)axis)], keepdim: true).sqrt();

    private protected static JsonNode Axes(IReadOnlyList<int> axes) =>
        axes.Count == 1 ? JsonValue.Create(axes[0]) : new JsonArray([.. axes.Select(axis => (JsonNode?)axis)]);
}
