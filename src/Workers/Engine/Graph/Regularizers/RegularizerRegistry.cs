using System.Text.Json.Nodes;
using MlOpsDashboard.Core;

namespace MlOpsDashboard.Workers.Engine.Graph.Regularizers;

/// <summary>Regularisers by Keras's class name or short name.</summary>
public static class RegularizerRegistry
{
    public static Regularizer FromJson(JsonNode node, string layer)
    {
        var name = node is JsonValue value && value.TryGetValue<string>(out var text) ? text
            : ((node as JsonObject)?["class_name"] as JsonValue)?.ToString();
        var config = (node as JsonObject)?["config"] as JsonObject;
        double Factor(string key, double fallback) => config?[key] is not { } given ? fallback
            : given is JsonValue number && number.TryGetValue<double>(out var factor) && factor >= 0 && double.IsFinite(factor) ? factor
            : throw new RefusedException($"Layer '{layer}' expects the regularizer's '{key}' to be a number from 0. Received {given.ToJsonString()}.");
        return name switch
        {
            "L1" or "l1" => Regularizer.L1(Factor("l1", 0.01)),
            "L2" or "l2" => Regularizer.L2(Factor("l2", 0.01)),
            "L1L2" or "l1_l2" => Regularizer.L1L2(Factor("l1", 0), Factor("l2", 0)),
            "OrthogonalRegularizer" or "orthogonal_regularizer" => Regularizer.Orthogonal(Factor("factor", 0.01), config?["mode"]?.ToString() switch
            {
                null or "rows" => "rows",
                "columns" => "columns",
                var other => throw new RefusedException($"Layer '{layer}' expects the regularizer's 'mode' to be rows or columns. Received '{other}'."),
            }),
            _ => throw new RefusedException($"Layer '{layer}' expects a regularizer L1, L2, L1L2 or OrthogonalRegularizer. Received {node.ToJsonString()}."),
        };
    }
}
