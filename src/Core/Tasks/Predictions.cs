namespace MlOpsDashboard.Core.Tasks;

/// <summary>What a model said of examples whose truth is known: all that a report is made of.</summary>
/// <param name="Names">What the numbers of a row stand for (classes, labels, targets), in their order; empty where the task has no names.</param>
/// <param name="Rows">In the order of the data.</param>
public sealed record Predictions(IReadOnlyList<string> Names, IReadOnlyList<PredictionRow> Rows)
{
    /// <summary>Mean loss over the rows as the run computed it, penalties included; null where it is not known.</summary>
    public double? Loss { get; init; }

    /// <summary>Epoch of the weights, from 0; null where it is not known.</summary>
    public int? Epoch { get; init; }

    /// <summary>Of a cross-validated run, whose folds were judged by a model each: the fold whose model is the run's. Else null.</summary>
    public int? ModelFold { get; init; }
}
