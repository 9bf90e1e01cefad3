namespace MlOpsDashboard.Core.Runs;

/// <summary>Files of a finished run, already in the artifact store.</summary>
/// <param name="BestModel">SHA-256 of best.keras.</param>
/// <param name="PreprocessingJson">Contents of preprocessing.json.</param>
/// <param name="EvaluationJson">Contents of evaluation.json.</param>
/// <param name="HistoryJson">Contents of history.json.</param>
public sealed record RunOutputs(string? BestModel, string? LastModel, string? PreprocessingJson, string? EvaluationJson, string? HistoryJson)
{
    /// <summary>Contents of crossvalidation.json; null where there was one split.</summary>
    public string? CrossValidationJson { get; init; }

    /// <summary>SHA-256 of predictions.jsonl: the rows of <see cref="EvaluationJson"/>, which are then not stored twice. Null where the run left
    /// none.</summary>
    public string? Predictions { get; init; }
}
