using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>
/// Judges a classifier's predictions: the members of <see cref="EvaluationReport"/>, and under <c>metrics</c> what scikit-learn and Keras measure. A decoding
/// <c>{"temperature": T}</c> scales probabilities;
/// <c>{"outputs": "answers"}</c> says that a row's output is the number of the class, and leaves null what needs probabilities. Every row counts once,
/// whatever its weight.
/// </summary>
public sealed class ImageClassificationReport : IReport
{
    /// <summary>How large the confusion matrix may be in the summary, in bytes of JSON. Beyond that <c>confusionMatrix</c> is empty, <c>confusion</c> of the
    /// metrics null, and <c>confusionCells</c> has the largest cells.</summary>
    public const int LargestMatrix = 250_000;

    /// <summary>How many cells <c>confusionCells</c> has at most, the largest first, then by true and predicted class.</summary>
    public const int MostCells = 2000;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly Predictions _predictions;
    private readonly ClassRows _rows;
    private readonly Lazy<EvaluationReport> _document;
    private readonly Lazy<EvaluationReport> _whole;
    private readonly Lazy<JsonObject> _summary;

    /// <exception cref="RefusedException">A row is none of a classifier's with these classes.</exception>
    public ImageClassificationReport(Predictions predictions, JsonObject? decoding)
    {
        _predictions = predictions;
        _rows = new(predictions, decoding);
        _document = new(MakeDocument);
        _whole = new(MakeWhole);
        _summary = new(MakeSummary);
    }

    public JsonObject Summary => _summary.Value;

    /// <summary>The report with its rows, as a run's <c>evaluation.json</c> holds it; made once.</summary>
    /// <exception cref="InvalidOperationException">Probabilities are not known.</exception>
    public EvaluationReport Document() => _whole.Value;

    public IReadOnlyDictionary<string, double?> Over(IReadOnlyList<int>? rows = null)
    {
        var counts = new ClassCounts(_rows, RowMean.Counts(rows, _rows.Count));
        return new Dictionary<string, double?>
        {
            ["accuracy"] = counts.Accuracy,
            ["f1_macro"] = counts.Macro?.F1,
            ["balanced_accuracy"] = counts.BalancedAccuracy,
        };
    }

    /// <summary>1 where the row is right, else 0.</summary>
    public double? Score(int row) => _rows.Actual[row] == _rows.Predicted[row] ? 1 : 0;

    public JsonObject Row(int row)
    {
        var probabilities = _rows.Probabilities?[row];
        var json = new JsonObject
        {
            ["file"] = _predictions.Rows[row].Name,
            ["actual"] = _rows.Actual[row],
            ["predicted"] = _rows.Predicted[row],
            ["probability"] = ReportJson.Shortest(probabilities?[_rows.Predicted[row]]),
            ["probabilities"] = probabilities is null ? null : new JsonArray([.. probabilities.Select(p => ReportJson.Shortest(p))]),
        };
        if (_predictions.Rows[row].Fold is { } fold)
            json["fold"] = fold;
        return json;
    }

    public RowWords Words(int row) =>
        new(_predictions.Names[_rows.Actual[row]], _predictions.Names[_rows.Predicted[row]], _rows.Probabilities?[row][_rows.Predicted[row]]);

    private EvaluationReport MakeWhole() =>
        _rows.Probabilities is not { } probabilities
            ? throw new InvalidOperationException("Expected predictions with probabilities.")
            : _document.Value with
            {
                ConfusionMatrix = Confusion(),
                Predictions =
                [
                    .. _predictions.Rows.Select(
                        (row, i) =>
                            new PicturePrediction(
                                row.Name,
                                _rows.Actual[i],
                                _rows.Predicted[i],
                                probabilities[i][_rows.Predicted[i]],
                                Array.ConvertAll(probabilities[i], p => (float)p)
                            )
                            {
                                Fold = row.Fold,
                            }
                    ),
                ],
            };

    private EvaluationReport MakeDocument()
    {
        var (counts, calibration) = (new ClassCounts(_rows), new ClassCalibration(_rows));
        var small = MatrixFits();
        ClassReport[] perClass = [.. Enumerable.Range(0, _rows.Classes).Select(c => ClassOf(counts, c))];
        return new(
            ImageClassificationCard.TaskName,
            _predictions.Names,
            _rows.Count,
            _predictions.Loss is { } loss && double.IsFinite(loss) ? loss : null,
            counts.Accuracy,
            _predictions.Epoch,
            small ? Confusion() : [],
            perClass,
            Average(perClass, _ => 1),
            Average(perClass, c => c.Support),
            calibration.Document,
            []
        )
        {
            ModelFold = _predictions.ModelFold,
            Metrics = ClassFigures.Of(_rows, counts, calibration, small ? ReportJson.Matrix(Confusion()) : null),
        };
    }

    private JsonObject MakeSummary()
    {
        var summary = JsonSerializer.SerializeToNode(_document.Value, Web)!.AsObject();
        summary.Remove("predictions");
        if (!MatrixFits())
            summary["confusionCells"] = new JsonArray([
                .. Cells()
                    .OrderByDescending(c => c.Count)
                    .ThenBy(c => c.Actual)
                    .ThenBy(c => c.Predicted)
                    .Take(MostCells)
                    .Select(c =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["actual"] = c.Actual,
                                ["predicted"] = c.Predicted,
                                ["count"] = c.Count,
                            }
                    ),
            ]);
        return summary;
    }

    // Counts and commas; brackets are lost in them.
    private bool MatrixFits() => (2L * _rows.Classes * _rows.Classes) + Cells().Sum(c => (long)Math.Log10(c.Count)) <= LargestMatrix;

    private IEnumerable<(int Actual, int Predicted, int Count)> Cells() =>
        Enumerable
            .Range(0, _rows.Count)
            .CountBy(i => (Actual: _rows.Actual[i], Predicted: _rows.Predicted[i]))
            .Select(c => (c.Key.Actual, c.Key.Predicted, c.Value));

    private int[][] Confusion()
    {
        int[][] confusion = [.. Enumerable.Range(0, _rows.Classes).Select(_ => new int[_rows.Classes])];
        for (var i = 0; i < _rows.Count; i++)
            confusion[_rows.Actual[i]][_rows.Predicted[i]]++;
        return confusion;
    }

    private ClassReport ClassOf(ClassCounts counts, int c)
    {
        var (shares, claimed, support) = (counts.PerClass[c], counts.Claimed[c], counts.Support[c]);
        return new(
            _predictions.Names[c],
            claimed == 0 ? null : shares.Precision,
            support == 0 ? null : shares.Recall,
            claimed + support == 0 ? null : shares.F1,
            support
        );
    }

    // scikit-learn's zero_division=0: what is not defined counts as 0 in a mean over classes.
    private static AverageReport Average(ClassReport[] classes, Func<ClassReport, double> weight)
    {
        var total = classes.Sum(weight);
        double? Mean(Func<ClassReport, double?> value) => total == 0 ? null : classes.Sum(c => weight(c) * (value(c) ?? 0)) / total;
        return new(Mean(c => c.Precision), Mean(c => c.Recall), Mean(c => c.F1));
    }
}
