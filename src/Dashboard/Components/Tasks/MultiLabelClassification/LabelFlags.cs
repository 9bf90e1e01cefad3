using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Dashboard.Components.Tasks.MultiLabelClassification;

/// <summary>True and predicted labels of each picture of a report.</summary>
internal sealed class LabelFlags
{
    private readonly StoredEvaluation evaluation;
    private readonly bool[][] truth;
    private readonly bool[][] predicted;

    public LabelFlags(StoredEvaluation evaluation)
    {
        this.evaluation = evaluation;
        var rows = Enumerable.Range(0, evaluation.Predictions!.Rows.Count).Select(row => evaluation.Report!.Row(row)!).ToList();
        truth = [.. rows.Select(row => Flags(row["actual"]))];
        predicted = [.. rows.Select(row => Flags(row["predicted"]))];
    }

    /// <summary>Pictures with every label right.</summary>
    public int AllRight => Enumerable.Range(0, truth.Length).Count(i => truth[i].SequenceEqual(predicted[i]));

    /// <summary>Rows on which a label came out so; where the probability is furthest on the wrong side first, hits surest first.</summary>
    /// <param name="threshold">From which probability on it is predicted; null for the model's own.</param>
    public IReadOnlyList<int> Of(int label, LabelOutcome outcome, double? threshold = null) =>
        [
            .. Enumerable
                .Range(0, truth.Length)
                .Where(i =>
                    (truth[i][label], threshold is { } from ? evaluation.Predictions!.Rows[i].Output[label] >= from : predicted[i][label])
                    == outcome switch
                    {
                        LabelOutcome.Hit => (true, true),
                        LabelOutcome.Miss => (true, false),
                        _ => (false, true),
                    }
                )
                .OrderBy(i => (outcome == LabelOutcome.Miss ? 1 : -1) * evaluation.Predictions!.Rows[i].Output[label]),
        ];

    /// <summary>Rows with a wrong label, the lowest score first.</summary>
    public IReadOnlyList<int> Worst() =>
        [.. Enumerable.Range(0, truth.Length).Where(i => !truth[i].SequenceEqual(predicted[i])).OrderBy(i => evaluation.Report!.Score(i))];

    private static bool[] Flags(System.Text.Json.Nodes.JsonNode? list) => [.. ReportFigures.Numbers(list).Select(v => v == 1)];
}
