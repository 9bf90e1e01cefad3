using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>Reads and writes the JSON form of a <see cref="TrainingSpec"/>: camelCase, unknown properties refused by name.</summary>
public static partial class TrainingSpecJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
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
                return Outcome<TrainingSpec>.Refused(
                    new Refusal(
                        RefusalKind.Invalid,
                        version < 1 ? "training.spec.version" : "training.spec.newer",
                        ("version", version),
                        ("known", TrainingSpec.CurrentVersion)
                    )
                );
            var spec = JsonSerializer.Deserialize<TrainingSpec>(json, Options);
            return spec is null ? Outcome<TrainingSpec>.Refused(new Refusal("spec.json.null")) : Checked(spec, json);
        }
        catch (JsonException e)
        {
            return Outcome<TrainingSpec>.Refused(Reason(e));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or FormatException or OverflowException)
        {
            return Outcome<TrainingSpec>.Refused(new Refusal("spec.json.fault", ("fault", e.Message)));
        }
    }

    private static int? VersionOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
            document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out var number)
            ? number
            : null;
    }

    /// <summary>The spec with every default filled in: what <c>spec.json</c> of a run holds.</summary>
    public static string WriteComplete(TrainingSpec spec) => JsonSerializer.Serialize(Complete(spec) with { Version = TrainingSpec.CurrentVersion }, Options);

    public static string Write(TrainingSpec spec) => JsonSerializer.Serialize(spec, Options);

    public static TrainingSpec Complete(TrainingSpec spec) =>
        TaskCards.Find(spec.Task) is { } card ? InputCards.Of(spec).Complete(card.Complete(Filled(TaskMembers.Filled(spec, complete: true)))) : Filled(spec);

    private static TrainingSpec Filled(TrainingSpec spec) =>
        spec with
        {
            Rematerialization = spec.Rematerialization ?? "none",
            Data = spec.Data with { Stratified = spec.Data.Stratified ?? false },
            Loss = spec.Loss.IsFocal
                ? spec.Loss with
                {
                    Alpha = spec.Loss.Alpha ?? LossSpec.DefaultAlpha,
                    Gamma = spec.Loss.Gamma ?? LossSpec.DefaultGamma,
                    ApplyClassBalancing = spec.Loss.IsBinary ? spec.Loss.ApplyClassBalancing ?? false : spec.Loss.ApplyClassBalancing,
                }
                : spec.Loss,
            Augmentation = [.. spec.Augmentation.Select(a => ComponentCatalog.Complete(ComponentCatalog.AugmentationsOf(spec), a))],
            Callbacks = [.. spec.Callbacks.Select(c => ComponentCatalog.Complete(ComponentCatalog.Callbacks, c))],
            Stages = [.. spec.Stages.SelectMany(Parts).Select(s => s with { Optimizer = ComponentCatalog.Complete(ComponentCatalog.Optimizers, s.Optimizer) })],
        };

    // What can't be counted out stays as it is, for the validator to name.
    private static IEnumerable<StageSpec> Parts(StageSpec stage) => TrainingSpecValidator.CanUnfreezeGradually(stage) ? stage.Gradual!.Expand(stage) : [stage];

    // A property given as null takes no default: name it, rather than fail far from here.
    private static Outcome<TrainingSpec> Checked(TrainingSpec spec, string json)
    {
        string? missing =
            spec.Data is null ? "data"
            : spec.Backbone is null ? "backbone"
            : spec.Stages is null ? "stages"
            : spec.Augmentation is null ? "augmentation"
            : spec.Callbacks is null ? "callbacks"
            : spec.Loss is null ? "loss"
            : spec.Data.ImageSize is null ? "data.imageSize"
            : spec.Head is { Hidden: null } ? "head.hidden"
            : spec.Stages.Any(s => s is null || s.Optimizer is null) ? "stages"
            : null;
        if (missing is not null)
            return Outcome<TrainingSpec>.Refused(new Refusal("spec.json.missing", ("path", missing)));
        // What no task and no input knows is unknown; of a task that is unknown itself the validator says so.
        var card = TaskCards.Find(spec.Task);
        var unknown = TaskMembers
            .Of(spec)
            .Select(member => member.Key)
            .FirstOrDefault(path =>
                InputCards.All.All(any => !any.Members.ContainsKey(path))
                && (card is null ? TaskCards.All.All(any => !any.Members.ContainsKey(path)) : !card.Members.ContainsKey(path))
            );
        if (unknown is not null)
            return Outcome<TrainingSpec>.Refused(
                new Refusal("spec.json.unknown", ("received", unknown.Split('.')[^1]), Place(JsonPlace.LineOf(json, unknown)))
            );
        return card is not null && !JsonPlace.Has(json, "loss.class") ? spec with { Loss = spec.Loss! with { Class = card.Losses[0] } } : spec;
    }

    private static Refusal Reason(JsonException e)
    {
        if (UnknownProperty().Match(e.Message) is { Success: true } unknown)
            return new("spec.json.unknown", ("received", unknown.Groups[1].Value), Place(e.LineNumber + 1));
        if (e is RefusedJsonException refused)
            return refused.Reason;
        if (e.Path is { Length: > 0 } path && e.Message.Contains("could not be converted", StringComparison.Ordinal))
            return new(
                "spec.json.other",
                path.TrimStart('$', '.') is { Length: > 0 } name ? ("path", name) : ("path", new Refusal("spec.json.spec")),
                ("expected", Kind(e.Message)),
                Place(e.LineNumber + 1)
            );
        return new("spec.json.text", Place(e.LineNumber + 1));
    }

    private static RefusalValue Place(long? line) => line is null ? ("place", "") : ("place", new Refusal("spec.json.line", ("line", $"{line}")));

    private static Refusal Kind(string message) =>
        message.Contains("Int32", StringComparison.Ordinal) ? new("spec.option.whole")
        : message.Contains("Double", StringComparison.Ordinal) ? new("spec.option.number")
        : message.Contains("Boolean", StringComparison.Ordinal) ? new("spec.option.flag")
        : message.Contains("System.String", StringComparison.Ordinal) ? new("spec.option.text")
        : message.Contains("List", StringComparison.Ordinal) ? new("spec.json.list")
        : new("spec.json.object");

    [GeneratedRegex("JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownProperty();
}
