using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>The part of a spec that one label a picture has of its own: loss, label mode, classes, class weights.</summary>
internal static class ImageClassificationSpec
{
    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec)
    {
        var (loss, data) = (spec.Loss, spec.Data);
        var problems = new List<SpecProblem>();
        void Expect(bool holds, string path, Refusal expected, object? received)
        {
            if (!holds)
                problems.Add(SpecProblem.Of(path, expected, received));
        }

        Expect(
            data.LabelMode is null or "int" or "categorical" or "binary",
            "data.labelMode",
            new("spec.expect.either", ("first", "\"int\", \"categorical\""), ("last", "\"binary\"")),
            data.LabelMode
        );
        if (data.ClassNames is { } names)
        {
            var twice = names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1)?.Key;
            Expect(
                names.Count is >= 2 and <= 10_000 && twice is null && names.All(n => !string.IsNullOrEmpty(n)),
                "data.classNames",
                new("spec.expect.names"),
                twice ?? $"[{string.Join(", ", names.Take(20))}]"
            );
        }
        // Both at once would right the imbalance twice.
        Expect(loss.ClassWeight != "balanced" || data.Sampling != "weighted", "loss.classWeight", new("spec.expect.noWeights"), loss.ClassWeight);
        if (data.LabelMode is not ("int" or "categorical" or "binary") || !LossSpec.Classes.Contains(loss.Class))
            return problems;
        var fitting = LossSpec.Classes.Where(c => new LossSpec { Class = c }.LabelModes.Contains(data.LabelMode));
        Expect(
            loss.LabelModes.Contains(data.LabelMode),
            "loss.class",
            new("spec.expect.oneOfMode", ("known", string.Join(", ", fitting)), ("mode", data.LabelMode)),
            loss.Class
        );
        Expect(data.LabelMode != "binary" || data.ClassNames is null or { Count: 2 }, "data.classNames", new("spec.expect.twoNames"), data.ClassNames?.Count);
        return problems;
    }

    public static TrainingSpec Complete(TrainingSpec spec) =>
        spec with
        {
            Data = spec.Data with { LabelMode = spec.Data.LabelMode ?? spec.Loss.LabelModes[0] },
        };
}
