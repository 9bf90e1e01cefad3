using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>One example's answer as JSON: <c>file</c>, and what its task answers with. Where no task is known, what another kind of network answers with is
/// null.</summary>
internal static class Prediction
{
    private static readonly string[] Always = ["class", "probability", "probabilities", "values"];

    /// <param name="answers">The end's for this example.</param>
    /// <param name="note">What should be known of how the picture was read: null for nothing.</param>
    public static JsonObject Of(string file, IReadOnlyList<float> values, NetworkEnd end, IAnswers answers, Refusal? note = null)
    {
        var entry = new JsonObject { ["file"] = file };
        var answer = answers.ToJson(values);
        foreach (var name in (end.Task is null ? Always : []).Union(answer.Select(member => member.Key)))
        {
            entry[name] = answer[name]?.DeepClone();
        }
        if (note is not null)
        {
            entry["note"] = note.Sentence;
            entry["noteReason"] = JsonSerializer.SerializeToNode(note, JsonSerializerOptions.Web);
        }
        return entry;
    }
}
