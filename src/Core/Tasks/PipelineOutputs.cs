using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What a stored <c>preprocessing.json</c> says of a model's outputs.</summary>
/// <param name="Task">Its card's name.</param>
/// <param name="Names">Of classes, labels or targets, in the order of the outputs; empty where they are not known.</param>
/// <param name="Decoding">What was fitted after training (thresholds, a temperature); null for nothing.</param>
public sealed record PipelineOutputs(string Task, IReadOnlyList<string> Names, JsonObject? Decoding)
{
    /// <summary>Of a model of which nothing is stored: the default task, without names.</summary>
    public static PipelineOutputs Unknown { get; } = new(new TrainingSpec().Task, [], null);

    /// <summary>Reads it; what can't be read is <see cref="Unknown"/>. Without <c>task</c> it is the default task's.</summary>
    public static PipelineOutputs Of(string? preprocessingJson)
    {
        if (preprocessingJson is null)
            return Unknown;
        try
        {
            var stored = JsonNode.Parse(preprocessingJson)!.AsObject();
            return new(
                (string?)stored["task"] ?? Unknown.Task,
                [.. (stored["classNames"] as JsonArray ?? []).Select(name => (string)name!)],
                stored["decoding"] as JsonObject
            );
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            return Unknown;
        }
    }
}
