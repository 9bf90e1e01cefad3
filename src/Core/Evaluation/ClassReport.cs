namespace MlOpsDashboard.Core.Evaluation;

/// <summary>Null where it is not defined: precision of a class that was never predicted, recall of one that never occurs.</summary>
public sealed record ClassReport(string ClassName, double? Precision, double? Recall, double? F1, int Support);
