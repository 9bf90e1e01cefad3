namespace MlOpsDashboard.Core.Training;

/// <summary>Whether a spec fits the classes of its data; form, jobs and engine ask here, so that they refuse in the same words.</summary>
public static class DatasetFit
{
    /// <param name="classes">All classes that the data has, by name.</param>
    public static IReadOnlyList<SpecProblem> Problems(TrainingSpec spec, IReadOnlyList<string> classes)
    {
        var problems = new List<SpecProblem>();
        if (spec.Data.ClassNames is { } names && UnknownClasses(classes, names) is { } unknown) problems.Add(new("data.classNames", unknown));
        var count = spec.Data.ClassNames?.Count ?? classes.Count;
        if (spec.Loss.IsBinary && count != 2)
            problems.Add(new("loss.class", $"Expected exactly 2 classes where the loss is {spec.Loss.Class} (one sigmoid unit); received {count}."));
        return problems;
    }

    /// <summary>What Keras says of class names that are none of the data's; null where all are.</summary>
    public static string? UnknownClasses(IReadOnlyList<string> classes, IReadOnlyList<string> asked) =>
        asked.All(classes.Contains) ? null
        : $"The `class_names` passed did not match the names of the subdirectories of the target directory. Expected: {List(classes)} (or a subset of it), but received: class_names={List(asked)}";

    private static string List(IReadOnlyList<string> names) => $"[{string.Join(", ", names.Select(n => $"'{n}'"))}]";
}
