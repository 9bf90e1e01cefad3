using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>Predictions with the decoding that they are judged by.</summary>
/// <param name="Decoding">Null for none.</param>
public sealed record JudgedPredictions(Predictions Predictions, JsonObject? Decoding);
