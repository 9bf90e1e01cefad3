using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.Regression;

/// <summary>One number a picture, or several. A row's target and output are numbers in the targets' own units, one a name.</summary>
public sealed class RegressionCard : ITaskCard
{
    private static readonly TextResource Texts = new(typeof(RegressionCard));

    internal const string TaskName = "regression";

    public string Name => TaskName;

    public IReadOnlyList<string> Kinds { get; } = [DatasetKinds.Numbers];

    public Refusal Takes => new("tasks.takes.numbers");

    public string Head => Texts["Head"];

    public string NewHead(int? names) => names is { } k ? Texts["NewHeadOf", k] : Texts["NewHead"];

    /// <summary><c>rmse</c> is the root of the mean over all numbers, as Keras has it; the report's own is the mean of the targets'. <c>r2</c>: mean over the
    /// targets that vary.</summary>
    public IReadOnlyList<MetricSpec> Metrics { get; } = [new("mae", Direction.Smaller), new("rmse", Direction.Smaller), new("r2", Direction.Larger)];

    /// <summary>Means over the targets; <c>pearson</c> over those where neither the true nor the predicted numbers are all the same.</summary>
    public IReadOnlyList<MetricSpec> OfWholeSet { get; } = [new("median_absolute_error", Direction.Smaller), new("pearson", Direction.Larger)];

    public string PrimaryMetric => "val_mae";

    public IReadOnlyList<string> Losses => RegressionSpec.Losses;

    public IReadOnlyDictionary<string, ComponentOption> Members => RegressionSpec.Members;

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) => RegressionSpec.Validate(spec, this);

    public TrainingSpec Complete(TrainingSpec spec) => RegressionSpec.Complete(spec, this);

    public IReport Report(Predictions predictions, JsonObject? decoding) => new RegressionReport(predictions);

    public JudgedPredictions Judge(GivenPredictions given)
    {
        RowChecks.RequireRows(given, Name);
        RowChecks.RequireNoThresholds(given, ("what", Name));
        if (given.NamedTargets)
            throw new RefusedException(new Refusal("predictions.regression.names", ("task", Name)));
        if (given.Outputs == GivenOutputs.Probabilities)
            throw new RefusedException(new Refusal("predictions.regression.probabilities", ("task", Name)));
        var predictions = given.Predictions;
        var targets = predictions.Names.Count > 0 ? predictions.Names.Count : predictions.Rows[0].Target.Count;
        var named = predictions.Names.Count > 0 ? predictions : predictions with { Names = [.. Enumerable.Range(0, targets).Select(c => RowChecks.Text(c))] };
        return new(named, null);
    }

    // By the size of the number or the spread of its target, whichever is larger: a number near 0 has no digits of its own.
    public double Difference(Predictions predictions, int row, JsonObject answer)
    {
        var (said, now) = (predictions.Rows[row].Output, AnswerNumbers.Of(answer));
        if (now.Count != said.Count)
            return double.PositiveInfinity;
        var largest = 0.0;
        for (var c = 0; c < said.Count; c++)
        {
            var target = new TargetColumn([.. predictions.Rows.Select(r => r.Target[c])], [.. predictions.Rows.Select(r => r.Output[c])]);
            var scale = Math.Max(Math.Abs(said[c]), target.TrueDeviation() ?? 0);
            largest = Math.Max(largest, AnswerNumbers.Largest([said[c]], [now[c]], (a, b) => Math.Abs(a - b) / (scale > 0 ? scale : 1)));
        }
        return largest;
    }

    public PythonTask Python(TrainingSpec spec) => RegressionPython.Of(spec, this);
}
