using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>Reads and writes the JSON form of a <see cref="TrainingSpec"/>: camelCase, unknown properties refused by name.</summary>
public static partial class TrainingSpecJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The spec, or a sentence that says what was expected and received.</summary>
    public static Outcome<TrainingSpec> Parse(string json)
    {
        try
        {
            // Before anything else: a newer form has members that are unknown here.
            if (VersionOf(json) is { } version && version is < 1 or > TrainingSpec.CurrentVersion)
                return Outcome<TrainingSpec>.Refused(new Refusal(RefusalKind.Invalid, version < 1 ? "training.spec.version" : "training.spec.newer", ("version", version), ("known", TrainingSpec.CurrentVersion)));
            var spec = JsonSerializer.Deserialize<TrainingSpec>(json, Options);
            return spec is null ? Outcome<TrainingSpec>.Refused("Expected a training spec as a JSON object; received null.") : Checked(spec, json);
        }
        catch (JsonException e)
        {
            return Outcome<TrainingSpec>.Refused(Sentence(e));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or FormatException or OverflowException)
        {
            return Outcome<TrainingSpec>.Refused($"Expected a training spec as JSON; received: {e.Message}");
        }
    }

    private static int? VersionOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) ? number : null;
    }

    /// <summary>The spec with every default filled in: what <c>spec.json</c> of a run holds.</summary>
    public static string WriteComplete(TrainingSpec spec) => JsonSerializer.Serialize(Complete(spec) with { Version = TrainingSpec.CurrentVersion }, Options);

    public static string Write(TrainingSpec spec) => JsonSerializer.Serialize(spec, Options);

    public static TrainingSpec Complete(TrainingSpec spec) => TaskCards.Find(spec.Task) is { } card ? card.Complete(Filled(TaskMembers.Filled(spec, complete: true))) : Filled(spec);

    private static TrainingSpec Filled(TrainingSpec spec) => spec with
    {
        Rematerialization = spec.Rematerialization ?? "none",
        Data = spec.Data with { Stratified = spec.Data.Stratified ?? false },
        Loss = spec.Loss.IsFocal ? spec.Loss with
        {
            Alpha = spec.Loss.Alpha ?? LossSpec.DefaultAlpha,
            Gamma = spec.Loss.Gamma ?? LossSpec.DefaultGamma,
            ApplyClassBalancing = spec.Loss.IsBinary ? spec.Loss.ApplyClassBalancing ?? false : spec.Loss.ApplyClassBalancing,
        } : spec.Loss,
        Augmentation = [.. spec.Augmentation.Select(a => ComponentCatalog.Complete(ComponentCatalog.Augmentations, a))],
        Callbacks = [.. spec.Callbacks.Select(c => ComponentCatalog.Complete(ComponentCatalog.Callbacks, c))],
        Stages = [.. spec.Stages.SelectMany(Parts).Select(s => s with { Optimizer = ComponentCatalog.Complete(ComponentCatalog.Optimizers, s.Optimizer) })],
    };

    // What can't be counted out stays as it is, for the validator to name.
    private static IEnumerable<StageSpec> Parts(StageSpec stage) => TrainingSpecValidator.CanUnfreezeGradually(stage) ? stage.Gradual!.Expand(stage) : [stage];

    // A property given as null takes no default: name it, rather than fail far from here.
    private static Outcome<TrainingSpec> Checked(TrainingSpec spec, string json)
    {
        string? missing =
            spec.Data is null ? "data" : spec.Backbone is null ? "backbone" : spec.Stages is null ? "stages" : spec.Augmentation is null ? "augmentation"
            : spec.Callbacks is null ? "callbacks" : spec.Loss is null ? "loss" : spec.Data.ImageSize is null ? "data.imageSize" : spec.Head is { Hidden: null } ? "head.hidden"
            : spec.Stages.Any(s => s is null || s.Optimizer is null) ? "stages" : null;
        if (missing is not null) return Outcome<TrainingSpec>.Refused($"Expected {missing} to be given or left out; received null.");
        // What no task knows is unknown; of a task that is unknown itself the validator says so.
        var card = TaskCards.Find(spec.Task);
        var unknown = TaskMembers.Of(spec).Select(member => member.Key).FirstOrDefault(path => card is null ? TaskCards.All.All(any => !any.Members.ContainsKey(path)) : !card.Members.ContainsKey(path));
        if (unknown is not null) return Outcome<TrainingSpec>.Refused($"Expected only known properties in the training spec; received \"{unknown.Split('.')[^1]}\"{(JsonPlace.LineOf(json, unknown) is { } line ? $" (line {line})" : "")}.");
        return card is not null && !JsonPlace.Has(json, "loss.class") ? spec with { Loss = spec.Loss! with { Class = card.Losses[0] } } : spec;
    }

    private static string Sentence(JsonException e)
    {
        if (UnknownProperty().Match(e.Message) is { Success: true } unknown)
            return $"Expected only known properties in the training spec; received \"{unknown.Groups[1].Value}\"{Place(e)}.";
        if (e.Message.StartsWith("Expected ", StringComparison.Ordinal)) return e.Message;
        if (e.Path is { Length: > 0 } path && e.Message.Contains("could not be converted", StringComparison.Ordinal))
            return $"Expected {(path.TrimStart('$', '.') is { Length: > 0 } name ? name : "a training spec")} to be {Kind(e.Message)}; received something else{Place(e)}.";
        return $"Expected a training spec as JSON; received text that is not JSON{Place(e)}.";
    }

    private static string Place(JsonException e) => e.LineNumber is { } line ? $" (line {line + 1})" : "";

    private static string Kind(string message) =>
        message.Contains("Int32", StringComparison.Ordinal) ? "a whole number"
        : message.Contains("Double", StringComparison.Ordinal) ? "a number"
        : message.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
        : message.Contains("System.String", StringComparison.Ordinal) ? "a text"
        : message.Contains("List", StringComparison.Ordinal) ? "a list" : "an object";

    [GeneratedRegex("JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownProperty();
}
