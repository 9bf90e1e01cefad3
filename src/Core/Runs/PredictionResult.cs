using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What a model said of one picture.</summary>
/// <param name="Outputs">The task, and what the outputs are called.</param>
/// <param name="Answer">As <c>mlops predict</c> gave it: <c>probabilities</c>, <c>labels</c>, or <c>values</c> by name.</param>
public sealed record PredictionResult(PipelineOutputs Outputs, JsonObject Answer, double Milliseconds)
{
    /// <summary>What should be known of how the picture was read, or null.</summary>
    public Refusal? Note { get; init; }
}
