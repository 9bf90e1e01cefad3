using System.Globalization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Reads a report by the rules of an alias.</summary>
public static class GateRules
{
    private const int MostNamed = 5;

    /// <summary>Each rule with what was wanted and what is. Rules that are off, and those about an incumbent where there is none, are left out.</summary>
    public static IReadOnlyList<RuleResult> Check(AliasRules rules, GateReport report) =>
        [
            .. new[]
            {
                Leaks(rules, report),
                Minimum(rules, report),
                Incumbent(rules, report),
                Classes(rules, report),
                Loss(rules, report),
                Parity(report),
            }.OfType<RuleResult>(),
        ];

    private static RuleResult Leaks(AliasRules rules, GateReport report) =>
        new(
            "leaks",
            report.LeakCount <= rules.MostLeaks,
            report.LeakCount == 0
                ? new("review.rule.leaks.none", ("held", report.Held))
                : new(
                    "review.rule.leaks",
                    ("leaks", report.LeakCount),
                    ("held", report.Held),
                    ("most", rules.MostLeaks),
                    ("named", Named(report.Leaks.Select(leak => leak.Held).Distinct()))
                )
        );

    private static RuleResult? Minimum(AliasRules rules, GateReport report)
    {
        if (rules.Minimum is not { } minimum)
            return null;
        var name = GateReport.NameOf(report.Primary);
        var wanted = MetricWords.Value(report.Primary, minimum);
        if (report.Candidate.Metrics.GetValueOrDefault(name) is not { } value)
            return new("minimum", false, new("review.rule.minimum.missing", RefusalValue.OfMetric("metric", name), ("wanted", wanted)));
        var smaller = report.Primary.Better == Direction.Smaller;
        return new(
            "minimum",
            smaller ? value <= minimum : value >= minimum,
            new(
                smaller ? "review.rule.minimum.most" : "review.rule.minimum.least",
                RefusalValue.OfMetric("metric", name),
                ("value", MetricWords.Value(report.Primary, value)),
                ("wanted", wanted)
            )
        );
    }

    // Without it the rules about a difference say nothing.
    private static RuleResult? Incumbent(AliasRules rules, GateReport report) =>
        report.Incumbent is null || report.Paired is not null || (rules.MostLossOfClass is null && rules.MostLoss is null)
            ? null
            : new(
                "incumbent",
                false,
                new(
                    "review.rule.incumbent",
                    ("version", $"{report.Incumbent.Version}"),
                    ("why", report.Incumbent.Fault ?? new Refusal("review.incumbent.unpaired"))
                )
            );

    private static RuleResult? Classes(AliasRules rules, GateReport report)
    {
        if (rules.MostLossOfClass is not { } most || report.Paired is null)
            return null;
        // Rounding is no loss.
        var lost = report.Classes.Where(change => change.Difference < -most - 1e-9).OrderBy(change => change.Difference).ToList();
        if (lost.Count > 0)
            return new(
                "classes",
                false,
                new("review.rule.classes.lost", ("most", Points(most)), ("named", Named(lost.Select(change => $"{change.Name} ({Points(change.Difference)})"))))
            );
        return report.Classes.MinBy(change => change.Difference) is { Difference: < 0 } worst
            ? new("classes", true, new("review.rule.classes.kept", ("most", Points(most)), ("name", worst.Name), ("lost", Points(worst.Difference))))
            : new("classes", true, new("review.rule.classes.none", ("most", Points(most))));
    }

    private static RuleResult? Loss(AliasRules rules, GateReport report) =>
        rules.MostLoss is not { } most || report.Paired is not { } paired
            ? null
            : new(
                "loss",
                paired.Interval.Low >= -most,
                new("review.rule.loss", ("low", Points(paired.Interval.Low)), ("high", Points(paired.Interval.High)), ("most", Points(most)))
            );

    private static RuleResult Parity(GateReport report) =>
        report.Candidate.Parity switch
        {
            null => new("parity", false, new("review.rule.parity.unknown")),
            { Fault: { } fault } => new("parity", false, new("review.rule.parity.fault", ("why", fault))),
            { } found => new(
                "parity",
                true,
                new(
                    "review.rule.parity",
                    ("examples", found.Examples),
                    ("difference", found.LargestDifference.ToString("0.#e0", CultureInfo.InvariantCulture)),
                    ("most", found.Tolerance.ToString("0.#e0", CultureInfo.InvariantCulture))
                )
            ),
        };

    private static string Points(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Named(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(MostNamed)) + (all.Count > MostNamed ? ", ..." : "");
    }
}
