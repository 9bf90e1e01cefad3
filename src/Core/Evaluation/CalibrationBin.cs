namespace MlOpsDashboard.Core.Evaluation;

public sealed record CalibrationBin(double From, double To, int Count, double? MeanConfidence, double? Accuracy);
