using System.Globalization;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Runs in words. Epochs are counted from 1 here, as people do.</summary>
public static class RunWords
{
    public static string Of(RunStatus status) => status switch
    {
        RunStatus.StoppedEarly => "stopped early",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>Backbone name, or the file's name.</summary>
    public static string Backbone(TrainingSpec spec) => spec.Backbone.Name ?? Path.GetFileName(spec.Backbone.File ?? "") switch { "" => "no backbone", var file => file };

    /// <summary>The first sentence of a run's page: what became of it, with its best number. Why it failed or was interrupted stands elsewhere.</summary>
    /// <param name="detail">What a queued run waits for, or why it was cancelled.</param>
    /// <param name="bestEpoch">Counts from 0.</param>
    /// <param name="metrics">At the best epoch.</param>
    public static string Headline(int number, RunStatus status, string? detail, int epochsDone, int totalEpochs, int? bestEpoch, MetricSet measures, MetricValues metrics, double? secondsLeft)
    {
        var best = measures.Shown(metrics) is { } shown ? MetricWords.Phrase(shown, metrics[shown.Name]!.Value) : null;
        var at = bestEpoch is { } epoch ? Text($"epoch {epoch + 1}") : null;
        var soFar = best is null ? "" : $", {best} so far";
        return status switch
        {
            RunStatus.Queued => Text($"Run {number} waits for a worker.{Detail(detail)}"),
            RunStatus.Starting => Text($"Run {number} is starting."),
            RunStatus.Running => Text($"Run {number} is in epoch {Math.Min(epochsDone + 1, Math.Max(1, totalEpochs))} of {totalEpochs}{soFar}{(secondsLeft is { } left ? $", about {Duration(left)} left" : "")}."),
            RunStatus.Stopping => Text($"Run {number} is stopping; it writes a checkpoint first."),
            RunStatus.Interrupted => Text($"Run {number} was interrupted after {epochsDone} of {totalEpochs} epochs{soFar}."),
            RunStatus.Completed => best is null ? Text($"Run {number} finished {totalEpochs} epochs; it has no validation numbers.") : Text($"Run {number} finished: {best}, best at {at} of {totalEpochs}."),
            RunStatus.StoppedEarly => best is null ? Text($"Run {number} stopped early after {epochsDone} of {totalEpochs} epochs.") : Text($"Run {number} stopped early after {epochsDone} of {totalEpochs} epochs: {best}, best at {at}."),
            RunStatus.Cancelled => Text($"Run {number} was cancelled after {epochsDone} of {totalEpochs} epochs{(best is null ? "" : $": {best}, best at {at}")}.{Detail(detail)}"),
            RunStatus.Diverged => Text($"Run {number} diverged: its loss was no longer a finite number after epoch {epochsDone} of {totalEpochs}. Try a lower learning rate."),
            _ when epochsDone == 0 => Text($"Run {number} failed before its first epoch ended."),
            _ => Text($"Run {number} failed after {epochsDone} of {totalEpochs} epochs."),
        };
    }

    /// <summary>The first sentence of a run in a list.</summary>
    /// <param name="secondsLeft">Null to leave it out.</param>
    public static string Headline(RunRow row, double? secondsLeft) =>
        Folds(row) ?? Headline(row.Number, row.Status, row.StatusDetail, row.EpochsDone, row.TotalEpochs, row.BestEpoch, row.Measures, row.Metrics, secondsLeft);

    /// <summary>The first sentence of a cross-validated run that has ended; null of any other.</summary>
    public static string? Folds(RunRow row) => row is { Folds: { } folds, Status: RunStatus.Completed or RunStatus.StoppedEarly }
        ? Text($"Run {row.Number} finished {folds.Folds} folds: {Folds(folds, row.Measures)}; fold {folds.BestFold + 1} is the best.") : null;

    /// <summary>Mean and deviation over folds: <c>91.4 % +- 1.2 points of validation pictures right</c>.</summary>
    public static string Folds(CrossValidationReport folds, MetricSet measures)
    {
        if (measures.Shown(folds.Means) is not { } shown || folds.Metrics[shown.Name] is not { Mean: { } mean } measured) return "no validation numbers";
        var value = MetricWords.Value(shown, mean) + (measured.StandardDeviation is { } sd ? " ± " + MetricWords.Difference(shown, sd) : "");
        return MetricWords.Phrase(shown, value) + " on average";
    }

    /// <summary>A share of 0 to 1 as percent with three significant digits: <c>91.4 %</c>.</summary>
    public static string Percent(double share)
    {
        var percent = share * 100;
        return percent.ToString(percent >= 99.95 ? "0" : percent >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>A length of time as people say it: <c>40 s</c>, <c>2 min</c>, <c>1 h 20 min</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 90 => Text($"{Math.Max(1, Math.Round(seconds)):0} s"),
        < 5400 => Text($"{Math.Round(seconds / 60):0} min"),
        _ => Text($"{Math.Floor(seconds / 3600):0} h {Math.Floor(seconds % 3600 / 60):0} min"),
    };

    private static string Detail(string? detail) => string.IsNullOrWhiteSpace(detail) ? "" : " " + detail.Trim();

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
