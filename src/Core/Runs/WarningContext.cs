namespace MlOpsDashboard.Core.Runs;

/// <summary>What is known of the run's data and stages.</summary>
/// <param name="Chance">Null where the run measures nothing that has such a level: then nothing is said of it.</param>
/// <param name="TrainingSamples">How many pictures its value is of in training; decides what is within chance. 0 where it is not known: then nothing is said
/// of chance.</param>
/// <param name="ValidationSamples">The same in validation.</param>
/// <param name="BatchNormMode">The spec's: <c>inference</c>, <c>train</c> or <c>frozen</c>.</param>
public sealed record WarningContext(ChanceLevel? Chance, int TrainingSamples, int ValidationSamples, string BatchNormMode);
