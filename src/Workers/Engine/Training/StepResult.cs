namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What a step tells.</summary>
/// <param name="Loss">Mean of the batch, penalties included, as Keras reports it.</param>
/// <param name="Observed">What the batch adds to the metrics of its epoch; empty where the loss is not finite.</param>
public sealed record StepResult(double Loss, IReadOnlyList<(string Name, double[] Values)> Observed);
