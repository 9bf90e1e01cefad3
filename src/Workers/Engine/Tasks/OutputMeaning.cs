namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>What the numbers of a network's output are.</summary>
public enum OutputMeaning
{
    /// <summary>Shares of the classes, or of the second of two; each from 0 to 1.</summary>
    Probabilities,

    /// <summary>What a softmax, or a sigmoid of one unit, makes probabilities of.</summary>
    Logits,

    /// <summary>No classifier's: features, a regression, a picture.</summary>
    Numbers,
}
