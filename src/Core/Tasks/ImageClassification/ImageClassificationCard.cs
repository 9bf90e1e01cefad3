using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>One label a picture. A row's target is the number of its class; its output a probability a class, or of two classes the second's alone, as one
/// sigmoid unit gives it.</summary>
public class ImageClassificationCard : ITaskCard
{
    private static readonly TextResource Texts = new(typeof(ImageClassificationCard));

    internal const string TaskName = "image-classification";

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public virtual string Name => TaskName;

    public virtual IReadOnlyList<string>? Inputs { get; } = [InputCards.Pictures];

    public string Head => Texts["Head"];

    public string NewHead(int? names) => names is { } k ? Texts[$"NewHeadOf.{Article(k)}", k] : Texts["NewHead"];

    public IReadOnlyList<MetricSpec> Metrics => ClassificationMetrics.Training;

    /// <summary><c>f1_macro</c>: mean F1 over all classes, 0 for one that is never right; <c>balanced_accuracy</c>: mean recall over the classes that
    /// occur.</summary>
    public IReadOnlyList<MetricSpec> OfWholeSet { get; } = [new("f1_macro", Direction.Larger, "share"), new("balanced_accuracy", Direction.Larger, "share")];

    public string PrimaryMetric => ClassificationMetrics.ValAccuracy;

    public IReadOnlyList<string> Losses => LossSpec.Classes;

    public IReadOnlyDictionary<string, ComponentOption> Members { get; } = new Dictionary<string, ComponentOption>();

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) => ImageClassificationSpec.Validate(spec);

    public TrainingSpec Complete(TrainingSpec spec) => ImageClassificationSpec.Complete(spec);

    public IReport Report(Predictions predictions, JsonObject? decoding) => new ImageClassificationReport(predictions, decoding);

    public JudgedPredictions Judge(GivenPredictions given)
    {
        RowChecks.RequireRows(given, Name);
        RowChecks.RequireNoThresholds(given, ("what", Name));
        var predictions = given.Predictions;
        if (given.Outputs == GivenOutputs.Answers)
        {
            RowChecks.Require(predictions, 1, n => n == 1, new("predictions.expected.classNumber"));
            var classes = 1 + (int)Math.Min(int.MaxValue - 1, predictions.Rows.Max(r => Math.Max(r.Target[0], r.Output[0])));
            return new(Named(predictions, Math.Max(2, classes)), RowChecks.Answers());
        }
        var width = predictions.Rows[0].Output.Count;
        RowChecks.Require(predictions, 1, n => n == width, RowChecks.Many("probabilities", width));
        RowChecks.RequireProbabilities(predictions);
        return new(Named(predictions, width == 1 ? 2 : width), null);
    }

    public Predictions? Within(JsonObject evaluation)
    {
        if (
            evaluation["predictions"] is not JsonArray
            || evaluation.Deserialize<EvaluationReport>(Web) is not { Predictions: { } rows, ClassNames: { } names } report
        )
            return null;
        return new(
            names,
            [.. rows.Select(said => new PredictionRow(said.File, [said.Actual], [.. said.Probabilities.Select(p => (double)p)]) { Fold = said.Fold })]
        )
        {
            Loss = report.Loss,
            Epoch = report.Epoch,
            ModelFold = report.ModelFold,
        };
    }

    public double Difference(Predictions predictions, int row, JsonObject answer) =>
        AnswerNumbers.Largest(
            predictions.Rows[row].Output is [var second] ? [1 - second, second] : predictions.Rows[row].Output,
            AnswerNumbers.Of(answer),
            AnswerNumbers.OfProbabilities
        );

    /// <summary>Sure by how much more probable the class is than the next.</summary>
    public LabelProposal? Propose(PipelineOutputs outputs, JsonObject answer, DatasetEntry picture, IReadOnlyList<string> names)
    {
        if ((string?)answer["class"] is not { } name || !names.Contains(name, StringComparer.Ordinal))
            return null;
        var best = AnswerNumbers.Of(answer).OrderDescending().Take(2).ToArray();
        return best.Length < 2 ? null : new(new(picture.Path) { Class = name }, [best[0]], best[0] - best[1]);
    }

    public virtual PythonTask? Python(TrainingSpec spec) => ImageClassificationPython.Of(spec);

    private static Predictions Named(Predictions predictions, int classes) =>
        predictions.Names.Count > 0 ? predictions : predictions with { Names = [.. Enumerable.Range(0, classes).Select(c => RowChecks.Text(c))] };

    // "an 8-way", "an 11-way", "an 80-way".
    private static string Article(int number) =>
        number is 11 or 18 || number.ToString(System.Globalization.CultureInfo.InvariantCulture)[0] == '8' ? "an" : "a";
}
