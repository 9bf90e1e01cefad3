using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Constraints;

/// <summary>No weight below zero.</summary>
public sealed class NonNeg : Constraint
{
    public override Tensor Project(Tensor weight) => weight.clamp_min(0);
}
