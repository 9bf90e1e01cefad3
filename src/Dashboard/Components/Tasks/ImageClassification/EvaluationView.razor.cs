using System.Globalization;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Dashboard.Components.Inputs;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ImageClassification;

/// <summary>An evaluation report as a page part; used by runs and by model versions.</summary>
public sealed partial class EvaluationView
{
    private (int Actual, int Predicted)? open;
    private EvaluationReport? read;

    // One of two classes is said from a threshold on, as a label is; null of more classes.
    private Predictions? asLabels;
    private int positive = 1;

    [Parameter, EditorRequired]
    public EvaluationReport Report { get; set; } = default!;

    /// <summary>Path in the dataset to the SHA-256 of the picture.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> PictureOf { get; set; } = new Dictionary<string, string>();

    /// <summary>That the report is of: its examples may be other than pictures. Null (default) for pictures.</summary>
    [Parameter]
    public StoredEvaluation? Evaluation { get; set; }

    /// <summary>The open cell as in the URL's <c>cell</c>: <c>3-5</c> (truth, answer).</summary>
    [Parameter]
    public string? Cell { get; set; }

    /// <summary>The class whose telling words are asked for first, as in the URL's <c>words</c>; null for the first.</summary>
    [Parameter]
    public string? Words { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private int Wrong => Report.Predictions.Count(p => p.Actual != p.Predicted);

    private IEnumerable<PicturePrediction> Worst => Report.Predictions.Where(p => p.Actual != p.Predicted).OrderByDescending(p => p.Probability);

    private bool IsOfPictures => Evaluation is null || InputPages.Of(Evaluation.Input).Wall is null;

    private string Examples(long count) => InputPages.Of(Evaluation?.Input ?? InputCards.Pictures).Count(count);

    private string Sentence
    {
        get
        {
            if (Wrong == 0)
                return Texts["AllRight", Examples(Report.Samples)];
            var most = Confusions().MaxBy(c => c.Count);
            return Texts[
                "Sentence",
                Wrong,
                Examples(Report.Samples),
                Report.ClassNames[most.Actual],
                Report.ClassNames[most.Predicted],
                most.Count,
                Format.Percent(Report.Macro.F1),
                Format.Number(Report.Loss)
            ];
        }
    }

    private string CalibrationNote =>
        Report.Calibration.ExpectedCalibrationError is { } error ? Texts["CalibrationNote", Format.Points(error).TrimStart('+')] : Format.Points(null);

    protected override void OnParametersSet()
    {
        open = Parse(Cell, Report.ClassNames.Count);
        if (ReferenceEquals(read, Report))
            return;
        read = Report;
        asLabels = Report.ClassNames.Count == 2 && Report.Predictions.All(p => p.Probabilities.Count == 2) ? AsLabels(Report) : null;
    }

    private static Predictions AsLabels(EvaluationReport report) =>
        new(
            report.ClassNames,
            [.. report.Predictions.Select(p => new PredictionRow(p.File, [1 - p.Actual, p.Actual], [p.Probabilities[0], p.Probabilities[1]]))]
        );

    private static (int, int)? Parse(string? cell, int classes)
    {
        var parts = cell?.Split('-') ?? [];
        return
            parts.Length == 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var actual)
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var predicted)
            && actual >= 0
            && actual < classes
            && predicted >= 0
            && predicted < classes
            ? (actual, predicted)
            : null;
    }

    private IEnumerable<PicturePrediction> InCell((int Actual, int Predicted) cell) =>
        Report.Predictions.Where(p => p.Actual == cell.Actual && p.Predicted == cell.Predicted).OrderByDescending(p => p.Probability);

    private string CellTitle((int Actual, int Predicted) cell)
    {
        var count = Report.ConfusionMatrix[cell.Actual][cell.Predicted];
        return cell.Actual == cell.Predicted
            ? Texts["CellRight", Report.ClassNames[cell.Actual], count]
            : Texts["CellWrong", Report.ClassNames[cell.Actual], Report.ClassNames[cell.Predicted], count];
    }

    private IEnumerable<(int Actual, int Predicted, int Count)> Confusions() =>
        Report.ConfusionMatrix.SelectMany((row, actual) => row.Select((count, predicted) => (actual, predicted, count))).Where(c => c.actual != c.predicted);
}
