using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Constraints;

/// <summary>Norms along the axes of 1.</summary>
/// <param name="axes">Default 0.</param>
public sealed class UnitNorm(int[]? axes = null) : Constraint
{
    private readonly int[] axes = axes ?? [0];

    public override Tensor Project(Tensor weight) => weight / (Norms(weight, axes) + 1e-7);

    public override JsonObject GetConfig() => new() { ["axis"] = Axes(axes) };
}
