namespace MlOpsDashboard.Core.Tasks;

/// <summary>Predictions as a file gave them, before a task has looked at them.</summary>
/// <param name="Predictions">Targets and outputs as they were given; names are empty where the file has none.</param>
/// <param name="Outputs">What the numbers of the outputs are.</param>
public sealed record GivenPredictions(Predictions Predictions, GivenOutputs Outputs)
{
    /// <summary>Whether a target was one number rather than a list of them.</summary>
    public bool OneTarget { get; init; }

    /// <summary>Whether targets (and answers) were names, whose place in the names they stand as.</summary>
    public bool NamedTargets { get; init; }

    /// <summary>From which probability on a label counts as predicted, one for all labels or one each; null where the file does not say.</summary>
    public IReadOnlyList<double>? Thresholds { get; init; }
}
