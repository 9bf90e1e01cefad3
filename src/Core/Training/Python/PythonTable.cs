using System.Globalization;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training.Python;

/// <summary>A table of examples in a Python script, and its split, which is the dashboard's.</summary>
internal static class PythonTable
{
    /// <summary>Import statements that the lines want.</summary>
    public static IEnumerable<string> Imports(TrainingSpec spec, PythonTask task) =>
        [
            "import csv",
            "import numpy as np",
            "import pathlib",
            .. (spec.Data.Stratified is true && task.Strata is not null) || spec.Loss.ClassWeight == "balanced"
                ? ["import collections"]
                : Array.Empty<string>(),
        ];

    /// <summary>Lines that make <c>rows</c>, <c>class_names</c>, <c>targets</c>, and the numbers of rows <c>training</c> and <c>held</c>.</summary>
    /// <param name="example">The column of the examples.</param>
    /// <param name="where">Where they are, within a comment: “ (beside the table)”.</param>
    /// <param name="read">Lines after <c>rows</c> are read.</param>
    public static IEnumerable<string> Lines(TrainingSpec spec, PythonTask task, string example, string where, IReadOnlyList<string> read)
    {
        var data = spec.Data;
        yield return $"TABLE = pathlib.Path(\"TABLE.csv\")  # here it was {PythonText.Comment(data.Path.Length == 0 ? "not chosen" : data.Path)}";
        yield return $"EXAMPLE = {PythonText.Literal(example)}";
        yield return $"# Columns: {PythonText.Comment(example)}{where}, {task.Columns}, and where it is there split (training, validation or test).";
        yield return "with TABLE.open(newline=\"\", encoding=\"utf-8-sig\") as table:";
        yield return "    rows = [row for row in csv.DictReader(table) if row.get(\"split\") != \"test\"]";
        foreach (var line in read)
            yield return line;
        foreach (var line in task.Table!)
            yield return line;
        yield return "";
        yield return "order = np.arange(len(rows))";
        if (data.Shuffle)
            yield return $"np.random.RandomState({Whole(data.Seed)}).shuffle(order)";
        yield return "if any(row.get(\"split\") == \"validation\" for row in rows):";
        yield return "    training, held = ([i for i, row in enumerate(rows) if (row[\"split\"] or \"training\") == part] for part in (\"training\", \"validation\"))";
        yield return "else:";
        foreach (var line in data.Stratified is true && task.Strata is { } strata ? Stratified(data, strata) : Plain(data))
            yield return "    " + line;
        foreach (var line in task.Targets)
            yield return line;
    }

    /// <summary>Comments on what of a split and its order Keras has no call for.</summary>
    /// <param name="examples">In words: “pictures”.</param>
    public static IEnumerable<string> Notes(TrainingSpec spec, PythonTask task, string examples)
    {
        if (spec.Data.Stratified is true && task.Strata is null)
            yield return $"# The dashboard takes for validation the same share of {examples} of every kind. Keras has no call for it: say the parts in the column split.";
        if (spec.Data.Sampling == "weighted")
            yield return $"# The dashboard draws training {examples} with replacement by their weights. Keras has no call for it: tf.data.Dataset.sample_from_datasets does it.";
        if (spec.CrossValidation is { } folds)
            yield return $"# The dashboard trains {Whole(folds.Folds)} folds, and reports mean and deviation. Keras has no call for it: this script trains the one split above.";
    }

    private static IEnumerable<string> Plain(DataSpec data) =>
        [$"count = int({PythonText.Literal(data.ValidationSplit)} * len(rows))", "training, held = order[:len(order) - count], order[len(order) - count:]"];

    private static IEnumerable<string> Stratified(DataSpec data, string strata) =>
        [
            "# The same share of every class, one at least.",
            $"left = {{kind: count - max(1, int({PythonText.Literal(data.ValidationSplit)} * count)) for kind, count in collections.Counter({strata}).items()}}",
            "training, held = [], []",
            "for i in order:",
            $"    (training if left[{strata}[i]] > 0 else held).append(i)",
            $"    left[{strata}[i]] -= 1",
        ];

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
