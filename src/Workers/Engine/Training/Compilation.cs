using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A network's loss and metrics as Keras's <c>compile_config</c> has them.</summary>
/// <param name="Loss">Null where Keras has none of that kind.</param>
public sealed record Compilation(JsonNode? Loss, IReadOnlyList<string> Metrics);
