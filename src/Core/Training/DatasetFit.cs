using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>Whether a spec fits its data; form, jobs and engine ask here, so that they refuse in the same words.</summary>
public static class DatasetFit
{
    /// <param name="kind">One of <see cref="DatasetKinds"/>.</param>
    /// <param name="classes">All that the data has by name: its classes, labels, or the targets that have a number.</param>
    /// <param name="input">What its examples are; null where that is not known.</param>
    public static IReadOnlyList<SpecProblem> Problems(TrainingSpec spec, string kind, IReadOnlyList<string> classes, string? input = null)
    {
        // A task that there is not is the spec's own fault, not a misfit.
        if (TaskCards.Find(spec.Task) is not { } task)
            return [];
        if (DatasetKinds.Misfit(task, kind) is { } misfit)
            return [new("task", misfit)];
        if (input is not null && InputCards.Of(spec).Name is var expected && expected != input && InputCards.All.Any(card => card.Name == input))
            return
            [
                new(
                    "data.path",
                    new Refusal("spec.input", ("expected", new Refusal($"words.input.{expected}")), ("received", new Refusal($"words.input.{input}")))
                ),
            ];
        var problems = new List<SpecProblem>();
        if (spec.Data.ClassNames is { } names && UnknownClasses(classes, names) is { } unknown)
            problems.Add(new("data.classNames", unknown));
        var count = spec.Data.ClassNames?.Count ?? classes.Count;
        if (task.Kinds[0] == DatasetKinds.Class && spec.Loss.IsBinary && count != 2)
            problems.Add(new("loss.class", new Refusal("spec.classes.two", ("loss", spec.Loss.Class), ("received", $"{count}"))));
        return problems;
    }

    /// <summary>What Keras says of class names that are none of the data's; null where all are.</summary>
    public static Refusal? UnknownClasses(IReadOnlyList<string> classes, IReadOnlyList<string> asked) =>
        asked.All(classes.Contains) ? null : new Refusal("spec.classes.unknown", ("expected", List(classes)), ("received", List(asked)));

    private static string List(IReadOnlyList<string> names) => $"[{string.Join(", ", names.Select(n => $"'{n}'"))}]";
}
