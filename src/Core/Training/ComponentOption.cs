using System.Text.Json;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Training;

/// <summary>One option of a component: its camelCase name, kind, Keras default, and limits.</summary>
public sealed record ComponentOption(string Name, OptionKind Kind, object? Default)
{
    private static readonly TextResource Texts = new(typeof(ComponentCatalog));

    public double? Minimum { get; init; }
    public double? Maximum { get; init; }

    /// <summary>Whether <see cref="Minimum"/> itself is outside.</summary>
    public bool AboveMinimum { get; init; }
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What a text must match, whole; null for any text.</summary>
    public string? Pattern { get; init; }

    /// <summary>The code of the words for the pattern: "a file name ...".</summary>
    public string? PatternWords { get; init; }
    public bool Nullable { get; init; }

    /// <summary>Whether it must be given: Keras has no default for it.</summary>
    public bool Required { get; init; }

    /// <summary>The classes that may be given as an object; with <see cref="OptionKind.Number"/> besides a plain number (a learning rate or its
    /// schedule).</summary>
    public IReadOnlyList<ComponentClass> Components { get; init; } = [];

    /// <summary>Under which <c>ComponentCatalog.resx</c> has <see cref="Help"/>; null for none.</summary>
    public string? HelpKey { get; init; }

    /// <summary>One line for the form; empty for none.</summary>
    public string Help => HelpKey is null ? "" : Texts[$"Help.{HelpKey}"];

    /// <summary>Null when the value fits, else what was expected.</summary>
    public Refusal? Expectation(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return Nullable ? null : Describe();
        // What stands inside the object is judged option by option.
        if (value.ValueKind == JsonValueKind.Object && Components.Count > 0)
            return null;
        var fits = Kind switch
        {
            OptionKind.Number => value.ValueKind == JsonValueKind.Number && InRange(value.GetDouble()),
            OptionKind.Whole => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var whole) && InRange(whole),
            OptionKind.Flag => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            OptionKind.Text => value.ValueKind == JsonValueKind.String && (Pattern is null || Regex.IsMatch(value.GetString()!, $@"\A(?:{Pattern})\z")),
            // Which of them there are is the task's to say: TrainingSpecValidator asks it.
            OptionKind.Metric => value.ValueKind == JsonValueKind.String,
            OptionKind.Choice => value.ValueKind == JsonValueKind.String && Choices.Contains(value.GetString()),
            OptionKind.Range => value.ValueKind == JsonValueKind.Number && InRange(value.GetDouble())
                || (
                    value.ValueKind == JsonValueKind.Array
                    && value.GetArrayLength() == 2
                    && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number && InRange(e.GetDouble()))
                ),
            OptionKind.Numbers => value.ValueKind == JsonValueKind.Array
                && value.GetArrayLength() > 0
                && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Number && InRange(e.GetDouble())),
            _ => false,
        };
        return fits ? null : Describe();
    }

    private bool InRange(double value) =>
        double.IsFinite(value) && (Minimum is not { } low || (AboveMinimum ? value > low : value >= low)) && (Maximum is not { } high || value <= high);

    private Refusal Describe()
    {
        var limits = (Minimum, Maximum) switch
        {
            (not null, not null) => AboveMinimum ? ".aboveTo" : ".fromTo",
            (not null, null) => AboveMinimum ? ".above" : ".atLeast",
            (null, not null) => ".atMost",
            _ => "",
        };
        Refusal Within(string kind) => new($"spec.option.{kind}{limits}", ("low", $"{Minimum}"), ("high", $"{Maximum}"));
        var kind = Kind switch
        {
            OptionKind.Number => Within("number"),
            OptionKind.Whole => Within("whole"),
            OptionKind.Flag => new("spec.option.flag"),
            OptionKind.Text => new(PatternWords ?? "spec.option.text"),
            OptionKind.Metric => new("spec.option.metric"),
            OptionKind.Choice => new("spec.expect.oneOf", ("known", string.Join(", ", Choices))),
            OptionKind.Numbers => Within("numbers"),
            OptionKind.Component => new("spec.option.component"),
            _ => Within("pair"),
        };
        if (Components.Count > 0)
            kind = new(
                Kind == OptionKind.Component ? "spec.option.ofClass" : "spec.option.orOfClass",
                ("expected", kind),
                ("classes", string.Join(", ", Components.Select(c => c.Class)))
            );
        return Nullable ? new("spec.option.orNull", ("expected", kind)) : kind;
    }
}
