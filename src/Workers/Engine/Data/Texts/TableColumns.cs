using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>Which column of a table is what: as a person says, else as names and values show.</summary>
/// <param name="Names">Of all columns.</param>
/// <param name="Kind">One of <see cref="DatasetKinds.Class"/>, <see cref="DatasetKinds.Labels"/> and <see cref="DatasetKinds.Numbers"/>.</param>
/// <param name="Text">Place of the column of texts.</param>
/// <param name="Targets">Places of the columns to learn: one of classes, or of labels in one cell; or as many as there are numbers, or labels with marks.</param>
/// <param name="Part">Place of the column of parts; -1 for none.</param>
/// <param name="Weight">Place of the column of weights; -1 for none.</param>
internal sealed record TableColumns(IReadOnlyList<string> Names, string Kind, int Text, IReadOnlyList<int> Targets, int Part, int Weight)
{
    /// <summary>Whether each label has a column of 0 and 1.</summary>
    public bool IsMarked { get; private init; }

    /// <summary>Cells that a row must have: later ones are read by nobody.</summary>
    public int Needed => Targets.Append(Text).Append(Part).Append(Weight).Max() + 1;

    public IReadOnlyList<TableColumn> Roles =>
        [
            .. Names.Select(
                (name, i) =>
                    new TableColumn(
                        name,
                        i == Text ? ColumnRoles.Text
                            : Targets.Contains(i)
                                ? Kind == DatasetKinds.Numbers ? ColumnRoles.Number
                                    : ColumnRoles.Label
                            : i == Part ? ColumnRoles.Part
                            : i == Weight ? ColumnRoles.Weight
                            : ColumnRoles.Nothing
                    )
            ),
        ];

    /// <param name="table">What to call the table in a sentence.</param>
    /// <param name="samples">One a name.</param>
    /// <param name="usual">The kind that is wanted where a column may be two; null for the likelier.</param>
    /// <param name="numbers">Which numbers are learnt, where a table has them; null for all.</param>
    /// <exception cref="RefusedException">A column that is asked for is not there, or none can be what is needed.</exception>
    public static TableColumns Find(
        string table,
        IReadOnlyList<string> names,
        IReadOnlyList<ColumnSample> samples,
        TableChoices choices,
        string? usual,
        IReadOnlyList<string>? numbers
    )
    {
        int Asked(string? name) => name is null ? -1 : At(table, names, name);
        var (text, label) = (Asked(choices.TextColumn), Asked(choices.LabelColumn));
        int[] targets = [.. (choices.TargetColumns ?? []).Select(Asked)];
        var places = Enumerable.Range(0, names.Count);
        bool IsFree(int i) => i != text && i != label && !targets.Contains(i);
        var part = places.FirstOrDefault(i => IsFree(i) && ColumnNames.IsPart(names[i]) && samples[i].IsParts, -1);
        var weight = places.FirstOrDefault(i => IsFree(i) && ColumnNames.IsWeight(names[i]) && samples[i].IsMostlyNumeric, -1);
        int[] free = [.. places.Where(i => IsFree(i) && i != part && i != weight && samples[i].Filled > 0)];
        if (text < 0)
        {
            // Not the label's, where only one of two columns can be its: the longer is the text.
            text = free.Where(i => !samples[i].IsNumeric)
                .OrderByDescending(i => ColumnNames.IsText(names[i]))
                .ThenBy(i => ColumnNames.IsLabel(names[i]) || ColumnNames.IsLabels(names[i]))
                .ThenByDescending(i => samples[i].MeanLength)
                .FirstOrDefault(-1);
            if (text < 0)
            {
                throw new RefusedException(new Refusal("texts.table.noText", ("name", table), ("columns", Said(names))));
            }
            free = [.. free.Where(i => i != text)];
        }
        if (targets.Length > 0 || label >= 0)
        {
            return Chosen(names, samples, choices, usual, text, label >= 0 ? [label] : targets, label >= 0, part, weight);
        }
        return Guessed(table, names, samples, free, choices.Kind ?? usual, choices.Kind is not null, numbers, text, part, weight);
    }

    private static TableColumns Chosen(
        IReadOnlyList<string> names,
        IReadOnlyList<ColumnSample> samples,
        TableChoices choices,
        string? usual,
        int text,
        int[] targets,
        bool isOne,
        int part,
        int weight
    )
    {
        var kind =
            choices.Kind
            ?? (
                isOne
                    ? ColumnNames.IsLabels(names[targets[0]]) || usual == DatasetKinds.Labels
                        ? DatasetKinds.Labels
                        : samples[targets[0]].IsNumeric && (usual == DatasetKinds.Numbers || !samples[targets[0]].IsWhole)
                            ? DatasetKinds.Numbers
                            : DatasetKinds.Class
                    : targets.All(i => samples[i].IsMarks) && usual != DatasetKinds.Numbers
                        ? DatasetKinds.Labels
                        : DatasetKinds.Numbers
            );
        // A class has one column, the first that was named.
        return kind == DatasetKinds.Class
            ? new(names, kind, text, targets[..1], part, weight)
            : new(names, kind, text, targets, part, weight) { IsMarked = kind == DatasetKinds.Labels && !isOne };
    }

    private static TableColumns Guessed(
        string table,
        IReadOnlyList<string> names,
        IReadOnlyList<ColumnSample> samples,
        int[] free,
        string? wanted,
        bool isSaid,
        IReadOnlyList<string>? numbers,
        int text,
        int part,
        int weight
    )
    {
        int[] learnt = [.. free.Where(i => !ColumnNames.IsNothing(names[i]))];
        int[] several = [.. learnt.Where(i => ColumnNames.IsLabels(names[i]))];
        int[] marks = [.. learnt.Where(i => samples[i].IsMarks && !ColumnNames.IsLabel(names[i]))];
        int[] values = [.. (numbers ?? []).Select(name => names.ToList().IndexOf(name)).Where(i => i >= 0 && samples[i].IsNumeric)];
        // Where none of those that are learnt is there, whoever asked is told of the others.
        values = values.Length > 0 ? values : [.. learnt.Where(i => samples[i].IsNumeric)];
        int[] classes =
        [
            .. learnt
                .Where(i => ColumnNames.IsLabel(names[i]) || samples[i].IsOfFewValues)
                .OrderByDescending(i => ColumnNames.IsLabel(names[i]))
                .ThenBy(i => samples[i].Distinct),
        ];
        bool Wants(string kind) => wanted is null ? !isSaid : wanted == kind;
        if (several.Length > 0 && (Wants(DatasetKinds.Labels) || (!isSaid && classes.Length == 0)))
        {
            return new(names, DatasetKinds.Labels, text, several[..1], part, weight);
        }
        if (marks.Length > 1 && (Wants(DatasetKinds.Labels) || (!isSaid && wanted is null)) && !classes.Any(i => ColumnNames.IsLabel(names[i])))
        {
            return new(names, DatasetKinds.Labels, text, marks, part, weight) { IsMarked = true };
        }
        if (wanted == DatasetKinds.Numbers && values.Length > 0)
        {
            return new(names, DatasetKinds.Numbers, text, values, part, weight);
        }
        if (wanted == DatasetKinds.Labels && (classes.Length > 0 || marks.Length > 0))
        {
            return marks.Length > 0 && classes.Length == 0
                ? new(names, DatasetKinds.Labels, text, marks, part, weight) { IsMarked = true }
                : new(names, DatasetKinds.Labels, text, classes[..1], part, weight);
        }
        // Scores with a fraction are no classes, whatever their column is called.
        if (classes.Length > 0 && !(isSaid && wanted != DatasetKinds.Class) && !(samples[classes[0]].IsNumeric && !samples[classes[0]].IsWhole))
        {
            return new(names, DatasetKinds.Class, text, classes[..1], part, weight);
        }
        if (values.Length > 0 && !(isSaid && wanted != DatasetKinds.Numbers))
        {
            return new(names, DatasetKinds.Numbers, text, values, part, weight);
        }
        // Rare classes, each of few rows: what else is there to learn.
        return
            learnt.Where(i => !samples[i].IsNumeric && samples[i].MeanLength <= 80).OrderBy(i => samples[i].Distinct).FirstOrDefault(-1) is >= 0 and var rare
            && !isSaid
            ? new(names, DatasetKinds.Class, text, [rare], part, weight)
            : throw new RefusedException(new Refusal("texts.table.noLabel", ("name", table), ("columns", Said(names))));
    }

    private static int At(string table, IReadOnlyList<string> names, string name)
    {
        var list = names.ToList();
        var at = list.IndexOf(name);
        at = at >= 0 ? at : list.FindIndex(known => known.Trim().Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        return at >= 0 ? at : throw new RefusedException(new Refusal("texts.table.column", ("name", table), ("columns", Said(names)), ("received", name)));
    }

    private static string Said(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(20).Select(name => name.Length > 40 ? name[..40] + "..." : name)) + (names.Count > 20 ? ", ..." : "");
}
