namespace MlOpsDashboard.Core.Runs;

/// <summary>Layers of the backbone that learn at their own rate.</summary>
/// <param name="From">First layer of the group.</param>
/// <param name="To">Last layer of the group.</param>
/// <param name="TrainableLayers">How many of its layers have weights that train.</param>
/// <param name="Multiplier">Times the stage's rate.</param>
/// <param name="LearningRate">The rate at the beginning of the stage.</param>
public sealed record RateGroup(string From, string To, int TrainableLayers, double Multiplier, double LearningRate);
