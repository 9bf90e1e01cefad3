using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Graph.Regularizers;

/// <summary>Regularisers by Keras's class name or short name.</summary>
public static class RegularizerRegistry
{
    public static Regularizer FromJson(JsonNode node, string layer)
    {
        var name = node is JsonValue value && value.TryGetValue<string>(out var text) ? text : ((node as JsonObject)?["class_name"] as JsonValue)?.ToString();
        var config = (node as JsonObject)?["config"] as JsonObject;
        double Factor(string key, double fallback) =>
            config?[key] is not { } given ? fallback
            : given is JsonValue number && number.TryGetValue<double>(out var factor) && factor >= 0 && double.IsFinite(factor) ? factor
            : throw new RefusedException(new Refusal("layer.regularizer.number", ("layer", layer), ("key", key), ("received", given.ToJsonString())));
        return name switch
        {
            "L1" or "l1" => Regularizer.L1(Factor("l1", 0.01)),
            "L2" or "l2" => Regularizer.L2(Factor("l2", 0.01)),
            "L1L2" or "l1_l2" => Regularizer.L1L2(Factor("l1", 0), Factor("l2", 0)),
            "OrthogonalRegularizer" or "orthogonal_regularizer" => Regularizer.Orthogonal(
                Factor("factor", 0.01),
                config?["mode"]?.ToString() switch
                {
                    null or "rows" => "rows",
                    "columns" => "columns",
                    var other => throw new RefusedException(new Refusal("layer.regularizer.mode", ("layer", layer), ("received", other))),
                }
            ),
            _ => throw new RefusedException(new Refusal("layer.regularizer.unknown", ("layer", layer), ("received", node.ToJsonString()))),
        };
    }
}
