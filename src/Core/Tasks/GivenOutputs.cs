namespace MlOpsDashboard.Core.Tasks;

/// <summary>What the numbers of predictions made elsewhere are.</summary>
public enum GivenOutputs
{
    /// <summary>Probabilities: <c>y_prob</c>.</summary>
    Probabilities,

    /// <summary>Answers: <c>y_pred</c>, class numbers, 0 or 1 a label, numbers.</summary>
    Answers,

    /// <summary>A network's outputs after its last activation, as <see cref="PredictionsFile"/> holds them.</summary>
    Network,
}
