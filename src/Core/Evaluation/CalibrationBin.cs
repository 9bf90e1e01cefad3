using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Evaluation;

public sealed record CalibrationBin(double From, double To, int Count, double? MeanConfidence, double? Accuracy);
