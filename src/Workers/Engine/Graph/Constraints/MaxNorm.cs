using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Constraints;

/// <summary>Norms along the axes of at most <paramref name="maxValue"/>.</summary>
/// <param name="maxValue">Default 2.</param>
/// <param name="axes">Default 0: the inputs of each unit of a Dense kernel.</param>
public sealed class MaxNorm(double maxValue = 2, int[]? axes = null) : Constraint
{
    private readonly int[] axes = axes ?? [0];

    public override Tensor Project(Tensor weight)
    {
        var norms = Norms(weight, axes);
        return weight * (norms.clamp(0, maxValue) / (norms + 1e-7));
    }

    public override JsonObject GetConfig() => new() { ["max_value"] = maxValue, ["axis"] = Axes(axes) };
}
