namespace MlOpsDashboard.Core.Tasks;

/// <summary>What a head costs for one picture.</summary>
/// <param name="MultiplyAdds">Of one pass forward.</param>
/// <param name="Activations">Numbers that a training step keeps.</param>
public readonly record struct HeadCost(double MultiplyAdds, double Activations);
