using System.Text.Json;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Registry.Models;

/// <summary>Draws <c>preprocessing.json</c> as steps: decode, resize, then the preprocessing function's own. Data of another form is shown property by
/// property.</summary>
internal static class PreprocessingSteps
{
    private static readonly TextResource Texts = new(typeof(PreprocessingSteps));
    private static readonly string[] NameProperties = ["op", "name", "class", "kind"];

    public static IReadOnlyList<PreprocessingStepView> Of(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return [];
            if (root.TryGetProperty("imageSize", out var size) && size.ValueKind == JsonValueKind.Array)
                return [.. Pipeline(root, size)];
            if (root.TryGetProperty("tokenizer", out var tokenizer))
                return [.. OfTexts(root, tokenizer)];
            if (root.TryGetProperty("steps", out var steps) && steps.ValueKind == JsonValueKind.Array)
                return [.. steps.EnumerateArray().Select(Step)];
            return [.. root.EnumerateObject().Select(p => new PreprocessingStepView(p.Name, Show(p.Value)))];
        }
        catch (JsonException)
        {
            return [new("unreadable", Texts["NoJson"])];
        }
    }

    private static IEnumerable<PreprocessingStepView> OfTexts(JsonElement root, JsonElement tokenizer)
    {
        var kind =
            tokenizer.ValueKind == JsonValueKind.Object
                ? NameProperties.Append("type").Select(name => Text(tokenizer, name)).FirstOrDefault(name => name is not null)
                : Show(tokenizer);
        yield return new("tokenize", Texts["Tokenize", kind ?? Show(tokenizer)]);
        yield return new(
            "cut",
            root.TryGetProperty("maxLength", out var length) && length.ValueKind == JsonValueKind.Number ? Texts["Cut", length.GetInt32()] : Texts["NotCut"]
        );
    }

    private static IEnumerable<PreprocessingStepView> Pipeline(JsonElement root, JsonElement size)
    {
        bool Is(string name) => root.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
        yield return new("decode", Texts["Decode", Text(root, "colorMode") ?? "rgb"]);
        if (Is("turnsByExif"))
            yield return new("turn", Texts["Turn"]);
        yield return new(
            "resize",
            Texts[
                Is("letterbox") ? "ResizeLetterboxed"
                : Is("cropToAspectRatio") ? "ResizeCropped"
                : "Resize",
                string.Join(" x ", size.EnumerateArray().Select(Show)),
                Text(root, "interpolation") ?? "bilinear"
            ]
        );
        if (!root.TryGetProperty("preprocessing", out var function) || function.ValueKind != JsonValueKind.Object)
            yield break;
        var steps = function.TryGetProperty("steps", out var own) && own.ValueKind == JsonValueKind.Array ? own.EnumerateArray().ToList() : [];
        if (steps.Count == 0)
            yield return new(Text(function, "name") ?? "preprocessing", Texts["Nothing"]);
        foreach (var step in steps)
            yield return Step(step);
    }

    private static PreprocessingStepView Step(JsonElement step)
    {
        if (step.ValueKind != JsonValueKind.Object)
            return new(Show(step), "");
        var name = step.EnumerateObject().FirstOrDefault(p => NameProperties.Contains(p.Name));
        var rest = step.EnumerateObject()
            .Where(p => p.Name != name.Name)
            .Select(p => p.Name is "values" or "value" ? Show(p.Value) : $"{p.Name} {Show(p.Value)}");
        return new(name.Value.ValueKind == JsonValueKind.String ? name.Value.GetString()! : "step", string.Join(", ", rest));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Show(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array when value.GetArrayLength() == 1 => Show(value[0]),
            JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Show))}]",
            JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name} {Show(p.Value)}")),
            _ => value.GetRawText(),
        };
}
