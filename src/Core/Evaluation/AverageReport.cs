using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Evaluation;

public sealed record AverageReport(double? Precision, double? Recall, double? F1);
