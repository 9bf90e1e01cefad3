using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Dashboard.Components.Shared;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Reviews;

/// <summary>How reviews are said and shown.</summary>
public static class ReviewLook
{
    private static readonly TextResource Texts = new(typeof(ReviewTexts));

    public static string Href(Core.ReviewId review) => $"/reviews/{review}";

    public static string Status(ReviewStatus status) => Texts[$"Status.{status}"];

    public static string Icon(ReviewStatus status) =>
        status switch
        {
            ReviewStatus.Waiting => Icons.Material.Outlined.HourglassEmpty,
            ReviewStatus.Judging => Icons.Material.Outlined.Gavel,
            ReviewStatus.Judged => Icons.Material.Outlined.RateReview,
            ReviewStatus.Refused => Icons.Material.Outlined.Block,
            ReviewStatus.Approved => Icons.Material.Outlined.CheckCircle,
            ReviewStatus.Rejected => Icons.Material.Outlined.Cancel,
            _ => Icons.Material.Outlined.Undo,
        };

    public static Tone Tone(ReviewStatus status) =>
        status switch
        {
            ReviewStatus.Judging => Shared.Tone.Info,
            ReviewStatus.Judged => Shared.Tone.Accent,
            ReviewStatus.Refused => Shared.Tone.Warning,
            ReviewStatus.Approved => Shared.Tone.Good,
            ReviewStatus.Rejected => Shared.Tone.Bad,
            _ => Shared.Tone.Neutral,
        };

    /// <summary>What the review comes to, in a sentence with a number.</summary>
    public static string Headline(ReviewDetails review)
    {
        var (version, alias, report) = (review.Version, review.Alias, review.Report);
        if (review.IsRollback)
            return Texts["WentBack", alias, review.Incumbent, version];
        if (report is null)
            return Texts[$"Headline.{review.Status}", version, alias];
        var asks = Texts[review.HasEnded() ? "AskedToBe" : "AsksToBe", version, alias];
        if (report.Paired is not { } paired)
        {
            var value = report.Candidate.Metrics.GetValueOrDefault(GateReport.NameOf(report.Primary));
            return Texts[
                report.Incumbent is null ? "Alone" : "NotCompared",
                asks,
                MetricWords.Short(report.Primary.Name),
                value is { } measured ? MetricWords.Value(report.Primary, measured) : Format.NotMeasured,
                report.Candidate.Rows,
                InputCards.Named(report.Input).Noun(report.Candidate.Rows)
            ];
        }
        return paired.P is null ? Scores(asks, report, paired) : Right(asks, report, paired);
    }

    private static string Right(string asks, GateReport report, PairedComparison paired)
    {
        var (more, rows) = (paired.BetterB - paired.BetterA, paired.Rows);
        return Texts[
            more >= 0 ? "MoreRight" : "FewerRight",
            asks,
            Math.Abs(more),
            rows,
            InputCards.Named(report.Input).Noun(rows),
            Whole((more < 0 ? -paired.Interval.High : paired.Interval.Low) * rows),
            Whole((more < 0 ? -paired.Interval.Low : paired.Interval.High) * rows)
        ];
    }

    private static string Scores(string asks, GateReport report, PairedComparison paired) =>
        Texts[
            "BetterOn",
            asks,
            paired.BetterB,
            paired.BetterA,
            paired.Rows,
            InputCards.Named(report.Input).Noun(paired.Rows),
            Format.Delta(paired.Interval.Low),
            Format.Delta(paired.Interval.High)
        ];

    private static string Whole(double value) => Math.Round(value).ToString("0;−0;0", System.Globalization.CultureInfo.InvariantCulture);

    private static bool HasEnded(this ReviewDetails review) => review.Status is ReviewStatus.Approved or ReviewStatus.Rejected or ReviewStatus.Withdrawn;
}
