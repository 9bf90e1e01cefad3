namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>Where a loss scale stands.</summary>
/// <param name="Scale">What the loss is multiplied with.</param>
/// <param name="Steps">Steps since it last changed.</param>
public sealed record LossScaleState(float Scale, int Steps);
