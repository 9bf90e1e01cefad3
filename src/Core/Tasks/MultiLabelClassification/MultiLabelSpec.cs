using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>The part of a spec that several labels a picture have of their own.</summary>
public static class MultiLabelSpec
{
    public static IReadOnlyList<string> Losses { get; } = ["BinaryCrossentropy", "BinaryFocalCrossentropy"];

    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) =>
        [
            .. TaskProblems.LeftOut(spec, "data.labelMode", spec.Data.LabelMode),
            .. TaskProblems.NoClassWeight(spec),
            .. spec.Data.ClassNames is { } names
            && (names.Count is 0 or > 10_000 || names.Distinct(StringComparer.Ordinal).Count() < names.Count || names.Any(string.IsNullOrEmpty))
                ?
                [
                    new SpecProblem(
                        "data.classNames",
                        new Refusal(
                            "spec.value",
                            ("path", "data.classNames"),
                            ("expected", new Refusal("spec.expect.labels")),
                            ("received", $"[{string.Join(", ", names.Take(20))}]")
                        )
                    ),
                ]
                : Array.Empty<SpecProblem>(),
        ];
}
