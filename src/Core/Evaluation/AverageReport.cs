namespace MlOpsDashboard.Core.Evaluation;

public sealed record AverageReport(double? Precision, double? Recall, double? F1);
