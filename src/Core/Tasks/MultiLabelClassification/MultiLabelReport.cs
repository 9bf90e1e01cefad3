using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>
/// Judges predictions of several labels. A decoding <c>{"thresholds": [...]}</c> says from which probability on each label is predicted (default 0.5);
/// <c>{"outputs": "answers"}</c> that a row's
/// outputs are 0 or 1 a label, and leaves null what needs probabilities. Every row counts once, whatever its weight.
/// </summary>
public sealed class MultiLabelReport : IReport
{
    // Rankings are kept for as many scores; beyond that they are made anew.
    private const long MostKept = 20_000_000;

    private readonly Predictions _predictions;
    private readonly LabelRows _rows;
    private readonly bool[][] _counted;
    private readonly Lazy<JsonObject> _summary;
    private readonly Lazy<Ranking[]> _rankings;

    /// <exception cref="RefusedException">A row is none of several labels with these names.</exception>
    public MultiLabelReport(Predictions predictions, JsonObject? decoding)
    {
        _predictions = predictions;
        _rows = new(predictions, decoding);
        _counted = _rows.Fitted is null && _rows.KnowsProbabilities ? _rows.AboveHalf() : _rows.Predicted;
        _summary = new(MakeSummary);
        _rankings = new(() => [.. Enumerable.Range(0, _rows.Labels).Select(RankingOf)]);
    }

    public JsonObject Summary => _summary.Value;

    /// <summary>As an epoch measures them where no thresholds are fitted (a label is predicted above 0.5, as Keras has it), else from the thresholds
    /// on.</summary>
    public IReadOnlyDictionary<string, double?> Over(IReadOnlyList<int>? rows = null)
    {
        var weights = RowMean.Counts(rows, _rows.Count);
        var counts = new LabelCounts(_rows.Truth, _counted, _rows.Labels, weights);
        return new Dictionary<string, double?>
        {
            ["binary_accuracy"] = 1 - counts.HammingLoss,
            ["f1_micro"] = counts.Micro?.F1,
            ["f1_macro"] = counts.Macro?.F1,
            ["mean_average_precision"] = _rows.KnowsProbabilities
                ? RowMean.OfKnown(Rankings().Select((ranking, c) => ranking.Areas(i => _rows.Truth[i][c], weights).AveragePrecision))
                : null,
            ["f1_samples"] = counts.Samples?.F1,
            ["subset_accuracy"] = counts.SubsetAccuracy,
        };
    }

    /// <summary>F1 of the row's labels; 1 where none is true or predicted.</summary>
    public double? Score(int row)
    {
        var (truth, predicted) = (_rows.Truth[row], _counted[row]);
        double hits = truth.Where((t, c) => t && predicted[c]).Count(),
            either = truth.Count(t => t) + predicted.Count(p => p);
        return either == 0 ? 1 : 2 * hits / either;
    }

    public JsonObject Row(int row)
    {
        var json = new JsonObject
        {
            ["file"] = _predictions.Rows[row].Name,
            ["actual"] = ReportJson.Counts(_rows.Truth[row].Select(t => t ? 1 : 0)),
            ["predicted"] = ReportJson.Counts(_rows.Predicted[row].Select(p => p ? 1 : 0)),
            ["probabilities"] = _rows.KnowsProbabilities ? ReportJson.Numbers(_rows.Outputs[row]) : null,
        };
        if (_predictions.Rows[row].Fold is { } fold)
            json["fold"] = fold;
        return json;
    }

    public RowWords Words(int row) => new(Named(_rows.Truth[row]), Named(_rows.Predicted[row]));

    private string Named(bool[] flags) => flags.Any(f => f) ? string.Join(", ", _predictions.Names.Where((_, c) => flags[c])) : "no label";

    private JsonObject MakeSummary()
    {
        var summary = ReportSummary.Of(MultiLabelClassificationCard.TaskName, _predictions);
        summary["thresholds"] = _rows.KnowsProbabilities ? ReportJson.Numbers(_rows.Thresholds) : null;
        summary["metrics"] = LabelFigures.Of(_rows, new(_rows.Truth, _rows.Predicted, _rows.Labels));
        return summary;
    }

    private IEnumerable<Ranking> Rankings() =>
        (long)_rows.Count * _rows.Labels <= MostKept ? _rankings.Value : Enumerable.Range(0, _rows.Labels).Select(RankingOf);

    private Ranking RankingOf(int label) => new(_rows.Outputs.Select(o => o[label]));
}
