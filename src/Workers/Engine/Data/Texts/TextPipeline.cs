using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>How a text becomes a network's input, and what its outputs are called: stored as data beside a model (<c>preprocessing.json</c>). The vocabulary
/// lies in the model's file.</summary>
/// <param name="Task">Whose answers the outputs are, by its card's name.</param>
/// <param name="MaxLength">Most tokens of a text; null for all.</param>
/// <param name="Tokenizer">As <see cref="Workers.Engine.Texts.ITokenizer"/> describes itself.</param>
public sealed record TextPipeline(string Task, int? MaxLength, JsonObject Tokenizer, IReadOnlyList<string> ClassNames)
{
    private const string Input = "texts";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What was fitted on the training targets; null for nothing.</summary>
    public JsonObject? Targets { get; init; }

    /// <summary>What was fitted after training (thresholds, a temperature); null for nothing.</summary>
    public JsonObject? Decoding { get; init; }

    /// <summary>Whether a stored text is such a pipeline, and not one of pictures.</summary>
    public static bool IsOne(string json)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject stored && stored["input"] is JsonValue input && input.TryGetValue<string>(out var name) && name == Input;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public string ToJson()
    {
        var stored = new JsonObject
        {
            ["input"] = Input,
            ["maxLength"] = MaxLength,
            ["tokenizer"] = Tokenizer.DeepClone(),
            ["classNames"] = new JsonArray([.. ClassNames.Select(name => JsonValue.Create(name))]),
            ["task"] = Task,
        };
        if (Targets is not null)
        {
            stored["targets"] = Targets.DeepClone();
        }
        if (Decoding is not null)
        {
            stored["decoding"] = Decoding.DeepClone();
        }
        return stored.ToJsonString(Indented);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="RefusedException">Something is missing or of the wrong kind.</exception>
    public static TextPipeline Parse(string json, string name)
    {
        try
        {
            var node = JsonNode.Parse(json)!;
            return new TextPipeline(
                (string)node["task"]!,
                (int?)node["maxLength"],
                node["tokenizer"]!.AsObject(),
                [.. node["classNames"]!.AsArray().Select(value => (string)value!)]
            )
            {
                Targets = node["targets"]?.AsObject(),
                Decoding = node["decoding"]?.AsObject(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new RefusedException(new Refusal("tasks.preprocessing", ("name", name), ("fault", e.Message)));
        }
    }
}
