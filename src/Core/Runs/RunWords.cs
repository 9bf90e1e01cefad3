using System.Globalization;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Runs in words. Epochs are counted from 1 here, as people do.</summary>
public static class RunWords
{
    private static readonly TextResource Texts = new(typeof(RunWords));

    /// <summary>Below so many pictures of validation a number says little: of 30, nine in ten right may be seven or all.</summary>
    public const int FewPictures = 30;

    public static string Of(RunStatus status) => ObjectWords.Of(status).Sentence;

    /// <summary>The same as a sentence: <c>The run failed.</c></summary>
    public static string Sentence(RunStatus status) => Texts["TheRun", Of(status)];

    /// <summary>Backbone name, or the file's name.</summary>
    public static string Backbone(TrainingSpec spec) =>
        spec.Backbone.Name
        ?? Path.GetFileName(spec.Backbone.File ?? "") switch
        {
            "" => Texts["NoBackbone"],
            var file => file,
        };

    /// <summary>The first sentence of a run's page: what became of it, with its best number. Why it failed or was interrupted stands elsewhere.</summary>
    /// <param name="detail">What a queued run waits for, or why it was cancelled.</param>
    /// <param name="bestEpoch">Counts from 0.</param>
    /// <param name="metrics">At the best epoch.</param>
    /// <param name="input">What its dataset's examples are, as <see cref="InputCards"/> names it.</param>
    public static string Headline(
        int number,
        RunStatus status,
        string? detail,
        int epochsDone,
        int totalEpochs,
        int? bestEpoch,
        MetricSet measures,
        MetricValues metrics,
        double? secondsLeft,
        string input = InputCards.Pictures
    )
    {
        var best = measures.Shown(metrics) is { } shown ? MetricWords.Phrase(shown, metrics[shown.Name]!.Value, input) : null;
        var at = bestEpoch + 1;
        // A run with numbers has a text of its own; what a text has no place for is passed over.
        string Say(string key, params ReadOnlySpan<object?> values) => Texts[best is null ? key : $"Best.{key}", values];
        return status switch
        {
            RunStatus.Queued => Texts["Queued", number] + Detail(detail),
            RunStatus.Starting => Texts["Starting", number],
            RunStatus.Running => Say(
                secondsLeft is null ? "Running" : "RunningLeft",
                number,
                Math.Min(epochsDone + 1, Math.Max(1, totalEpochs)),
                totalEpochs,
                best,
                secondsLeft is { } left ? Duration(left) : null
            ),
            RunStatus.Stopping => Texts["Stopping", number],
            RunStatus.Interrupted => Say("Interrupted", number, epochsDone, totalEpochs, best),
            RunStatus.Completed => Say("Completed", number, totalEpochs, best, at),
            RunStatus.StoppedEarly => Say("StoppedEarly", number, epochsDone, totalEpochs, best, at),
            RunStatus.Cancelled => Say("Cancelled", number, epochsDone, totalEpochs, best, at) + Detail(detail),
            RunStatus.Diverged => Texts["Diverged", number, epochsDone, totalEpochs],
            _ when epochsDone == 0 => Texts["FailedAtOnce", number],
            _ => Texts["Failed", number, epochsDone, totalEpochs],
        };
    }

    /// <summary>The first sentence of a run in a list.</summary>
    /// <param name="secondsLeft">Null to leave it out.</param>
    public static string Headline(RunRow row, double? secondsLeft) =>
        Folds(row)
        ?? Headline(
            row.Number,
            row.Status,
            row.StatusDetail,
            row.EpochsDone,
            row.TotalEpochs,
            row.BestEpoch,
            row.Measures,
            row.Metrics,
            secondsLeft,
            row.Input
        );

    /// <summary>On how many examples a run was judged; null while it was not.</summary>
    public static string? Judged(RunRow row) =>
        row.JudgedPictures is { } judged && InputCards.Named(row.Input) is var card
            ? Texts[row.IsJudgedOnFew ? "JudgedOnFew" : "JudgedOn", judged, card.Noun(judged)]
            : null;

    /// <summary>What it means that a run was judged on few pictures; null where they are enough.</summary>
    public static string? Few(RunRow row) => row.IsJudgedOnFew ? Texts["FewPictures"] : null;

    /// <summary>The first sentence of a cross-validated run that has ended; null of any other.</summary>
    public static string? Folds(RunRow row) =>
        row is { Folds: { } folds, Status: RunStatus.Completed or RunStatus.StoppedEarly }
            ? Texts["FinishedFolds", row.Number, folds.Folds, Folds(folds, row.Measures, row.Input), folds.BestFold + 1]
            : null;

    /// <summary>Mean and deviation over folds: <c>91.4 % +- 1.2 points of validation pictures right</c>.</summary>
    public static string Folds(CrossValidationReport folds, MetricSet measures, string input = InputCards.Pictures)
    {
        if (measures.Shown(folds.Means) is not { } shown || folds.Metrics[shown.Name] is not { Mean: { } mean } measured)
            return Texts["NoNumbers"];
        var value = MetricWords.Value(shown, mean) + (measured.StandardDeviation is { } sd ? " ± " + MetricWords.Difference(shown, sd) : "");
        return Texts["OnAverage", MetricWords.Phrase(shown, value, input)];
    }

    /// <summary>A share of 0 to 1 as percent with three significant digits: <c>91.4 %</c>.</summary>
    public static string Percent(double share)
    {
        var percent = share * 100;
        return percent.ToString(
                percent >= 99.95 ? "0"
                    : percent >= 9.995 ? "0.0"
                    : "0.00",
                CultureInfo.InvariantCulture
            ) + " %";
    }

    /// <summary>A length of time as people say it: <c>40 s</c>, <c>2 min</c>, <c>1 h 20 min</c>.</summary>
    public static string Duration(double seconds) =>
        seconds switch
        {
            < 90 => Texts["Seconds", Math.Max(1, Math.Round(seconds))],
            < 5400 => Texts["Minutes", Math.Round(seconds / 60)],
            _ => Texts["HoursMinutes", Math.Floor(seconds / 3600), Math.Floor(seconds % 3600 / 60)],
        };

    private static string Detail(string? detail) => string.IsNullOrWhiteSpace(detail) ? "" : " " + detail.Trim();
}
