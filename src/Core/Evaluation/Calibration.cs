namespace MlOpsDashboard.Core.Evaluation;

/// <param name="ExpectedCalibrationError">0 to 1; mean gap between confidence and accuracy.</param>
public sealed record Calibration(double? ExpectedCalibrationError, IReadOnlyList<CalibrationBin> Bins);
