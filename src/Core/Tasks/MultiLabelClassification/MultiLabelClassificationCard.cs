using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>Any number of labels a picture. A row's target is 0 or 1 a label; its output a probability a label.</summary>
public sealed class MultiLabelClassificationCard : ITaskCard
{
    private static readonly TextResource Texts = new(typeof(MultiLabelClassificationCard));

    internal const string TaskName = "multi-label-classification";

    public string Name => TaskName;

    /// <summary>One class is one label.</summary>
    public IReadOnlyList<string> Kinds { get; } = [DatasetKinds.Labels, DatasetKinds.Class];

    public Refusal Takes => new("tasks.takes.labels");

    public string Head => Texts["Head"];

    public string NewHead(int? names) => names is { } k ? Texts["NewHeadOf", k] : Texts["NewHead"];

    public IReadOnlyList<MetricSpec> Metrics { get; } =
    [new("binary_accuracy", Direction.Larger, "share"), new("f1_micro", Direction.Larger, "share"), new("f1_macro", Direction.Larger, "share")];

    /// <summary><c>mean_average_precision</c>: mean over the labels that occur; <c>f1_samples</c>: mean F1 of a row; <c>subset_accuracy</c>: share of rows
    /// with every label right.</summary>
    public IReadOnlyList<MetricSpec> OfWholeSet { get; } =
    [new("mean_average_precision", Direction.Larger, "share"), new("f1_samples", Direction.Larger, "share"), new("subset_accuracy", Direction.Larger, "share")];

    public string PrimaryMetric => "val_f1_macro";

    public IReadOnlyList<string> Losses => MultiLabelSpec.Losses;

    public IReadOnlyDictionary<string, ComponentOption> Members { get; } = new Dictionary<string, ComponentOption>();

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) => MultiLabelSpec.Validate(spec);

    public TrainingSpec Complete(TrainingSpec spec) => spec;

    public IReport Report(Predictions predictions, JsonObject? decoding) => new MultiLabelReport(predictions, decoding);

    public JudgedPredictions Judge(GivenPredictions given)
    {
        RowChecks.RequireRows(given, Name);
        var predictions = given.Predictions;
        if (given.OneTarget || given.NamedTargets)
            throw new RefusedException(new Refusal(given.NamedTargets ? "predictions.labels.name" : "predictions.labels.number", ("task", Name)));
        var labels = predictions.Names.Count > 0 ? predictions.Names.Count : predictions.Rows[0].Target.Count;
        var named = predictions.Names.Count > 0 ? predictions : predictions with { Names = [.. Enumerable.Range(0, labels).Select(c => RowChecks.Text(c))] };
        RowChecks.Require(named, labels, n => n == labels, RowChecks.Many(given.Outputs == GivenOutputs.Answers ? "answers" : "probabilities", labels));
        if (given.Outputs == GivenOutputs.Answers)
        {
            RowChecks.RequireNoThresholds(given, ("what", new Refusal("predictions.what.answers")));
            return new(named, RowChecks.Answers());
        }
        RowChecks.RequireProbabilities(named);
        if (given.Thresholds is not { } thresholds)
            return new(named, null);
        if (thresholds.FirstOrDefault(t => t is not (>= 0 and <= 1)) is var outside and not 0)
            throw new RefusedException(new Refusal("predictions.thresholds.range", ("received", RowChecks.Text(outside))));
        return new(named, LabelThresholds.Decoding(thresholds is [var one] ? Enumerable.Repeat(one, labels) : thresholds));
    }

    // A probability near 1 says as much by how far it is from 1.
    public double Difference(Predictions predictions, int row, JsonObject answer) =>
        AnswerNumbers.Largest(
            predictions.Rows[row].Output,
            AnswerNumbers.Of(answer),
            (was, now) => Math.Max(AnswerNumbers.OfProbabilities(was, now), was > 0.999 && now > 0.999 ? 0 : AnswerNumbers.OfProbabilities(1 - was, 1 - now))
        );

    /// <summary>Sure by how far the label nearest to its threshold is from it.</summary>
    public LabelProposal? Propose(PipelineOutputs outputs, JsonObject answer, DatasetEntry picture, IReadOnlyList<string> names)
    {
        var thresholds = outputs.Decoding?["thresholds"] as JsonArray;
        var probabilities = AnswerNumbers.Of(answer);
        if (probabilities.Count == 0 || probabilities.Count != outputs.Names.Count)
            return null;
        var thresholdOf = (int i) => ReportJson.Value(thresholds?.ElementAtOrDefault(i)) ?? LabelThresholds.Default;
        string[] said = [.. outputs.Names.Where((name, i) => probabilities[i] >= thresholdOf(i) && names.Contains(name, StringComparer.Ordinal))];
        var sureness = probabilities.Select((p, i) => Math.Abs(p - thresholdOf(i)) / Math.Max(thresholdOf(i), 1 - thresholdOf(i))).Min();
        return new(new(picture.Path) { Labels = said }, [sureness], sureness);
    }

    public PythonTask Python(TrainingSpec spec) => MultiLabelPython.Of(spec);
}
