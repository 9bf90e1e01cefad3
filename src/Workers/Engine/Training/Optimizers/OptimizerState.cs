namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>The numbers of an optimiser's state.</summary>
public sealed record OptimizerState(long Iterations, float LearningRate, IReadOnlyList<double> Scalars);
