using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Dashboard.Components.Charts;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>The report of a run or version that finds objects. What is looked at stands in the address; the score acts at once and is written there when the
/// slider is let go.</summary>
public sealed partial class ObjectDetectionEvaluation
{
    private const int MostOfConfusion = 30;
    private const string Worst = "worst",
        Sure = "sure",
        Many = "many",
        Named = "name";

    private static readonly string[] Sorts = [Worst, Sure, Many, Named];

    private StoredEvaluation? shown;
    private ObjectReport report = default!;
    private ObjectCounts own = default!;
    private ObjectCounts counts = default!;
    private IReadOnlyList<(ObjectOutcome Kind, double? Cost)> costs = [];
    private IReadOnlyList<int> order = [];
    private IReadOnlyList<int> rows = [];
    private ChartOptions curve = default!;
    private (int?, bool) drawn;
    private double low;
    private double high;
    private double score;
    private string sort = Worst;
    private int? open;
    private ObjectOutcome? error;

    [Parameter, EditorRequired]
    public StoredEvaluation Evaluation { get; set; } = default!;

    /// <summary>The class that the curve and the pictures are of; any other word for all.</summary>
    [SupplyParameterFromQuery(Name = "class")]
    private string? Class { get; set; }

    /// <summary>The kind of error that pictures have, as <see cref="ObjectOutcome"/> names it; any other word for all pictures.</summary>
    [SupplyParameterFromQuery(Name = "error")]
    private string? Error { get; set; }

    /// <summary><c>worst</c> (default), <c>sure</c>, <c>many</c> or <c>name</c>.</summary>
    [SupplyParameterFromQuery(Name = "sort")]
    private string? Sort { get; set; }

    /// <summary>From which score on objects are shown; anything else for the model's own.</summary>
    [SupplyParameterFromQuery(Name = "score")]
    private string? Score { get; set; }

    private IReadOnlyList<string> Names => Evaluation.Predictions!.Names;

    private JsonNode Metrics => report.Summary["metrics"]!;

    private string Filter =>
        string.Join(
            Texts["Comma"],
            new[]
            {
                Texts["PictureCount", rows.Count].Value,
                open is { } c ? Names[c] : null,
                error is { } kind ? Texts[$"Outcome.{kind}"].Value : null,
            }.OfType<string>()
        );

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(shown, Evaluation))
            Take();
        var names = Names.ToList();
        open = Class is not null && names.IndexOf(Class) is >= 0 and var at ? at : null;
        error = Enum.TryParse<ObjectOutcome>(Error, out var kind) && ObjectReport.ErrorKinds.Contains(kind) ? kind : null;
        sort = Array.Find(Sorts, name => name == Sort) ?? Worst;
        score = double.TryParse(Score, NumberStyles.Float, CultureInfo.InvariantCulture, out var from) && double.IsFinite(from) ? from : report.ShownScore;
        counts = report.At(score);
        rows = ObjectFilter.Of(report, Evaluation.Predictions!, score, open, error, sort);
        if (drawn == (open, true))
            return;
        drawn = (open, true);
        curve = ObjectCharts.PrecisionRecall(report, open, open is { } one ? Names[one] : Texts["AllClasses"], Texts);
    }

    private void Take()
    {
        shown = Evaluation;
        report = (ObjectReport)Evaluation.Report!;
        own = report.At(report.ShownScore);
        costs = [.. ObjectReport.ErrorKinds.Select(kind => (kind, report.Cost(kind))).OrderByDescending(pair => pair.Item2)];
        // The weakest first, those without an object last.
        order = [.. Enumerable.Range(0, Names.Count).OrderBy(c => ReportFigures.Number(Metrics["perClass"]![c], "ap") ?? double.PositiveInfinity)];
        var scores = report.Pictures.SelectMany(picture => picture.Found.Select(one => one.Score)).ToList();
        (low, high) = (Math.Min(0, scores.DefaultIfEmpty(0).Min()), Math.Max(1, scores.DefaultIfEmpty(1).Max()));
        drawn = default;
    }

    private double? Stat(string name) => ObjectFigures.Stat(report.Summary, name);

    private static string Svg(double value) => ObjectFigures.Svg(value);

    // Pictures stay in their places while the slider moves.
    private void Move(double from)
    {
        score = from;
        counts = report.At(score);
    }

    private void Keep() => GoTo(Address("score", score == report.ShownScore ? null : score.ToString("0.###", CultureInfo.InvariantCulture)), replace: true);

    private void TakeOwn()
    {
        Move(report.ShownScore);
        Keep();
    }

    private string Address(string name, string? value) =>
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["tab"] = "evaluation", [name] = value });
}
