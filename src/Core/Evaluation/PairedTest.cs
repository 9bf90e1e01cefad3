namespace MlOpsDashboard.Core.Evaluation;

/// <summary>Two setups over the same seeds.</summary>
/// <param name="Difference">Mean of a minus b.</param>
/// <param name="T">Null where every difference is the same.</param>
/// <param name="P">Two-sided; null where every difference is the same.</param>
public sealed record PairedTest(
    double MeanA,
    double DeviationA,
    double MeanB,
    double DeviationB,
    double Difference,
    double Low,
    double High,
    double? T,
    double? P
);
