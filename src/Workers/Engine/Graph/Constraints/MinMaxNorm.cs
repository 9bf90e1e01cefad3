using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Constraints;

/// <summary>Norms along the axes between two values; <paramref name="rate"/> says how far a step goes towards them.</summary>
/// <param name="minValue">Default 0.</param>
/// <param name="maxValue">Default 1.</param>
/// <param name="rate">Default 1: all the way.</param>
/// <param name="axes">Default 0.</param>
public sealed class MinMaxNorm(double minValue = 0, double maxValue = 1, double rate = 1, int[]? axes = null) : Constraint
{
    private readonly int[] axes = axes ?? [0];

    public override Tensor Project(Tensor weight)
    {
        var norms = Norms(weight, axes);
        var desired = rate * norms.clamp(minValue, maxValue) + (1 - rate) * norms;
        return weight * (desired / (norms + 1e-7));
    }

    public override JsonObject GetConfig() =>
        new()
        {
            ["min_value"] = minValue,
            ["max_value"] = maxValue,
            ["rate"] = rate,
            ["axis"] = Axes(axes),
        };
}
