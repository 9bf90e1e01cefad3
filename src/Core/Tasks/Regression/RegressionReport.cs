using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;

namespace MlOpsDashboard.Core.Tasks.Regression;

/// <summary>Judges predicted numbers, in the targets' own units. Every row counts once, whatever its weight.</summary>
public sealed class RegressionReport : IReport
{
    private readonly Predictions _predictions;
    private readonly TargetColumn[] _columns;
    private readonly Lazy<double[]> _scales;
    private readonly Lazy<JsonObject> _summary;

    /// <exception cref="RefusedException">A row has not one finite number a name, true and predicted.</exception>
    public RegressionReport(Predictions predictions)
    {
        _predictions = predictions;
        var targets = predictions.Names.Count;
        RowChecks.Require(predictions, targets, n => n == targets, RowChecks.Many("numbers", targets));
        _columns =
        [
            .. Enumerable
                .Range(0, targets)
                .Select(c => new TargetColumn([.. predictions.Rows.Select(r => r.Target[c])], [.. predictions.Rows.Select(r => r.Output[c])])),
        ];
        // Targets of different sizes count alike; one that does not vary as it is.
        _scales = new(() => [.. _columns.Select(c => targets > 1 && c.TrueDeviation() is > 0 and var deviation ? deviation : 1)]);
        _summary = new(MakeSummary);
    }

    public JsonObject Summary => _summary.Value;

    public IReadOnlyDictionary<string, double?> Over(IReadOnlyList<int>? rows = null)
    {
        var counts = RowMean.Counts(rows, _predictions.Rows.Count);
        double? Mean(Func<TargetColumn, double?> value) => RowMean.OfKnown(_columns.Select(value));
        return new Dictionary<string, double?>
        {
            ["mae"] = Mean(c => c.Mae(counts)),
            ["rmse"] = Mean(c => c.Mse(counts)) is { } mse ? Math.Sqrt(mse) : null,
            ["r2"] = Mean(c => c.R2(counts)),
            ["median_absolute_error"] = Mean(c => c.MedianAbsoluteError(counts)),
            ["pearson"] = Mean(c => c.Pearson(counts)),
        };
    }

    /// <summary>Minus the mean absolute error of the row; of several targets each in its own standard deviations over all rows.</summary>
    public double? Score(int row) => -_columns.Select((c, k) => Math.Abs(c.Error(row)) / _scales.Value[k]).Average();

    public JsonObject Row(int row)
    {
        var given = _predictions.Rows[row];
        var json = new JsonObject
        {
            ["file"] = given.Name,
            ["actual"] = ReportJson.Numbers(given.Target),
            ["predicted"] = ReportJson.Numbers(given.Output),
        };
        if (given.Fold is { } fold)
            json["fold"] = fold;
        return json;
    }

    public RowWords Words(int row) => new(Text(_predictions.Rows[row].Target), Text(_predictions.Rows[row].Output));

    private string Text(IReadOnlyList<double> numbers) =>
        numbers.Count == 1 ? Number(numbers[0]) : string.Join(", ", numbers.Select((number, c) => $"{_predictions.Names[c]} {Number(number)}"));

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private JsonObject MakeSummary()
    {
        var summary = ReportSummary.Of(RegressionCard.TaskName, _predictions);
        JsonNode? Mean(Func<TargetColumn, double?> value) => ReportJson.Number(RowMean.OfKnown(_columns.Select(value)));
        JsonNode? Loss(Func<double, double> loss) => Mean(c => c.Mean(i => loss(c.Error(i))));
        summary["metrics"] = new JsonObject
        {
            ["perTarget"] = new JsonArray([.. _columns.Select(c => (JsonNode)PerTarget(c))]),
            ["mae"] = Mean(c => c.Mae()),
            ["rmse"] = Mean(Rmse),
            ["r2"] = Mean(c => c.R2()),
            ["standardise"] = new JsonObject
            {
                ["mean"] = ReportJson.Numbers(_columns.Select(c => c.TrueMean())),
                ["std"] = ReportJson.Numbers(_columns.Select(c => c.TrueDeviation())),
            },
            ["kerasLosses"] = new JsonObject
            {
                ["meanSquaredError"] = Loss(e => e * e),
                ["meanAbsoluteError"] = Loss(Math.Abs),
                ["huber1"] = Loss(e => KerasLosses.Huber(e, 1)),
                ["huber0.5"] = Loss(e => KerasLosses.Huber(e, 0.5)),
                ["logCosh"] = Loss(KerasLosses.LogCosh),
            },
        };
        return summary;
    }

    private static double? Rmse(TargetColumn column) => column.Mse() is { } mse ? Math.Sqrt(mse) : null;

    private static JsonObject PerTarget(TargetColumn column) =>
        new()
        {
            ["mae"] = ReportJson.Number(column.Mae()),
            ["mse"] = ReportJson.Number(column.Mse()),
            ["rmse"] = ReportJson.Number(Rmse(column)),
            ["r2"] = ReportJson.Number(column.R2()),
            ["medianAbsoluteError"] = ReportJson.Number(column.MedianAbsoluteError()),
            ["maxError"] = ReportJson.Number(column.MaxError()),
            ["explainedVariance"] = ReportJson.Number(column.ExplainedVariance()),
            ["pearson"] = ReportJson.Number(column.Pearson()),
            ["spearman"] = ReportJson.Number(column.Spearman()),
            ["bias"] = ReportJson.Number(column.Bias()),
        };
}
