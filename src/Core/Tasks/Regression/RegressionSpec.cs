using System.Text.Json;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.Regression;

/// <summary>The part of a spec that numbers have of their own.</summary>
public static class RegressionSpec
{
    public const string StandardizeTargets = "data.standardizeTargets";
    public const string Delta = "loss.delta";

    public static IReadOnlyList<string> Losses { get; } = ["MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh"];

    public static IReadOnlyDictionary<string, ComponentOption> Members { get; } =
        new Dictionary<string, ComponentOption>
        {
            [StandardizeTargets] = new("standardizeTargets", OptionKind.Flag, null) { Nullable = true },
            [Delta] = new("delta", OptionKind.Number, 1.0) { Minimum = 0, AboveMinimum = true },
        };

    /// <summary>Whether <see cref="Delta"/> is an option of the loss.</summary>
    public static bool HasDelta(LossSpec loss) => loss.Class == "Huber";

    /// <summary>Whether a run trains on standardised targets.</summary>
    public static bool Standardizes(TrainingSpec spec, ITaskCard card) =>
        TaskMembers.Get(spec, card, StandardizeTargets) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => spec.Head is not null,
        };

    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec, ITaskCard card) =>
        [
            .. TaskProblems.LeftOut(spec, "data.labelMode", spec.Data.LabelMode),
            .. TaskProblems.NoClassWeight(spec),
            .. TaskProblems.NoLabelSmoothing(spec),
            .. spec.Head is null && Standardizes(spec, card)
                ?
                [
                    new SpecProblem(
                        StandardizeTargets,
                        new Refusal("spec.value", ("path", StandardizeTargets), ("expected", new Refusal("spec.expect.ownOutputs")), ("received", "true"))
                    ),
                ]
                : Array.Empty<SpecProblem>(),
            .. !HasDelta(spec.Loss)
            && TaskMembers
                .Of(spec)
                .Any(member => member.Key == Delta && !JsonElement.DeepEquals(member.Value, JsonSerializer.SerializeToElement(Members[Delta].Default)))
                ? [SpecProblem.Of(Delta, new("spec.expect.noHuber"), TaskMembers.Get(spec, card, Delta))]
                : Array.Empty<SpecProblem>(),
        ];

    public static TrainingSpec Complete(TrainingSpec spec, ITaskCard card) => TaskMembers.With(spec, StandardizeTargets, Standardizes(spec, card));
}
