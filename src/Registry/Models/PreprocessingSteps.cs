using System.Text.Json;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Registry.Models;

/// <summary>Draws preprocessing data as steps: what is in <c>steps</c>, or each top-level property of data without them.</summary>
internal static class PreprocessingSteps
{
    private static readonly string[] NameProperties = ["name", "class", "kind", "type", "op"];

    public static IReadOnlyList<PreprocessingStepView> Of(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array) return [.. root.EnumerateArray().Select(Step)];
            if (root.ValueKind != JsonValueKind.Object) return [];
            if (root.TryGetProperty("steps", out var steps) && steps.ValueKind == JsonValueKind.Array) return [.. steps.EnumerateArray().Select(Step)];
            return [.. root.EnumerateObject().Select(p => new PreprocessingStepView(p.Name, Show(p.Value)))];
        }
        catch (JsonException)
        {
            return [new("unreadable", "The stored preprocessing is no JSON.")];
        }
    }

    private static PreprocessingStepView Step(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object) return new(Show(step), "");
        var name = step.EnumerateObject().FirstOrDefault(p => NameProperties.Contains(p.Name));
        var rest = step.EnumerateObject().Where(p => p.Name != name.Name).Select(p => $"{p.Name} {Show(p.Value)}");
        return new(name.Value.ValueKind == JsonValueKind.String ? name.Value.GetString()! : "step", string.Join(", ", rest));
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Show))}]",
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name} {Show(p.Value)}")),
        _ => value.GetRawText(),
    };
}
