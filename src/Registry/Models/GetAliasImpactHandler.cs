using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Models;

internal sealed class GetAliasImpactHandler(RegistryReader reader, EvaluationReader evaluations) : IRequestHandler<GetAliasImpact, AliasImpact?>
{
    private static readonly TextResource Texts = new(typeof(GetAliasImpactHandler));

    public async Task<AliasImpact?> Handle(GetAliasImpact request, CancellationToken cancellationToken)
    {
        var (number, held, asked) = await reader.ReadAsync(
            async context =>
            {
                var candidate = await FindAsync(context, request.Model, request.Version, cancellationToken);
                var number = await context
                    .ModelAliases.Where(a => a.ModelId == request.Model && a.Alias == request.Alias)
                    .Select(a => (int?)a.Version)
                    .SingleOrDefaultAsync(cancellationToken);
                return (number, number is { } version ? await FindAsync(context, request.Model, version, cancellationToken) : null, candidate);
            },
            cancellationToken
        );
        if (asked is not { } candidate)
            return null;
        return new(number, Metrics(held, candidate), Sentence(request.Alias, held, candidate, await PairAsync(held, candidate, cancellationToken)));
    }

    // And whether the mean score is what they are judged by: accuracy, where pictures are right or wrong.
    private async Task<(PairedComparison Paired, bool OfPrimary)?> PairAsync(Version? incumbent, Version candidate, CancellationToken cancellationToken)
    {
        if (incumbent is null || incumbent.Number == candidate.Number)
            return null;
        if (await evaluations.ReadAsync(incumbent.EvaluationJson, incumbent.PreprocessingJson, cancellationToken) is not { } a)
            return null;
        if (
            await evaluations.ReadAsync(candidate.EvaluationJson, candidate.PreprocessingJson, cancellationToken) is not { } b
            || RunComparisonMath.Pair(a, b) is not { } paired
        )
            return null;
        return (
            paired,
            a.Report!.Over().GetValueOrDefault(MetricNames.Training(candidate.Measures.Primary)) is { } value && Math.Abs(value - paired.MeanA) < 1e-9
        );
    }

    private static async Task<Version?> FindAsync(RegistryContext context, ModelId model, int number, CancellationToken cancellationToken)
    {
        var found = await (
            from v in context.ModelVersions
            where v.ModelId == model && v.Number == number
            join r in context.Runs on v.RunId equals r.Id
            select new
            {
                v.Number,
                r.Measures,
                v.Metrics,
                v.Bytes,
                v.EvaluationJson,
                v.PreprocessingJson,
            }
        ).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new(found.Number, found.Measures, found.Metrics, found.Bytes, found.EvaluationJson, found.PreprocessingJson);
    }

    private static List<ComparedMetric> Metrics(Version? incumbent, Version candidate)
    {
        ComparedMetric Of(string name, string? unit, Direction? better, Func<Version, double?> value) =>
            RunComparisonMath.Metric(name, unit, better, [incumbent is null ? null : value(incumbent), value(candidate)], 0);
        Version[] both = incumbent is null ? [candidate] : [candidate, incumbent];
        var specs = both.Select(v => v.Measures.PrimarySpec)
            .Concat(both.SelectMany(v => v.Measures.Specs).Where(s => MetricNames.IsValidation(s.Name)))
            .DistinctBy(s => s.Name);
        return
        [
            .. specs.Select(s => Of(MetricWords.Title(s.Name), s.Unit, s.Better, v => v.Metrics[s.Name])),
            .. new[]
            {
                Of(Texts["MacroF1"], MetricSpec.Share, Direction.Larger, v => RunOutputsRecorder.Number(v.Evaluation, "macro", "f1")),
                Of(
                    Texts["CalibrationError"],
                    MetricSpec.Share,
                    Direction.Smaller,
                    v => RunOutputsRecorder.Number(v.Evaluation, "calibration", "expectedCalibrationError")
                ),
            }.Where(m => m.Values.Any(v => v is not null) || candidate.Measures.Equals(MetricSet.OfOlderRuns)),
            Of(Texts["Size"], "MB", Direction.Smaller, v => v.Bytes / 1e6),
        ];
    }

    private static string Sentence(string alias, Version? incumbent, Version candidate, (PairedComparison Paired, bool OfPrimary)? compared)
    {
        var primary = candidate.Measures.PrimarySpec;
        var words = MetricWords.Plain(primary.Name);
        if (incumbent is null)
            return candidate.Value is { } first
                ? Texts["FirstWith", candidate.Number, alias, MetricWords.Value(primary, first), words]
                : Texts["First", candidate.Number, alias];
        if (incumbent.Number == candidate.Number)
            return Texts["Already", candidate.Number, alias];
        if (incumbent.Measures.Primary != primary.Name)
            return Texts["OtherMetric", candidate.Number, incumbent.Number, alias, incumbent.Measures.Primary, primary.Name];
        return (candidate.Value - incumbent.Value, compared) switch
        {
            (null, _) => Texts["NotMeasured", candidate.Number, incumbent.Number, alias, words],
            ({ } difference, null) => Texts[
                primary.IsShare ? "ChangesElsewhere" : "Changes",
                candidate.Number,
                incumbent.Number,
                alias,
                words,
                Signed(primary, difference)
            ],
            (_, { Paired: var paired, OfPrimary: true }) => Texts[
                "ChangesPaired",
                candidate.Number,
                incumbent.Number,
                alias,
                words,
                Signed(primary, paired.Difference),
                Count(paired.Rows),
                Signed(paired.Interval.Low),
                Signed(paired.Interval.High)
            ],
            ({ } difference, { Paired: var paired }) => Texts[
                "ChangesCounted",
                candidate.Number,
                incumbent.Number,
                alias,
                words,
                Signed(primary, difference),
                Count(paired.BetterB),
                Count(paired.BetterA),
                Count(paired.Rows)
            ],
        };
    }

    private static string Signed(MetricSpec metric, double difference) =>
        metric.IsShare
            ? Texts["Points", Signed(difference)]
            : (
                difference < 0 ? "-"
                : difference > 0 ? "+"
                : ""
            ) + MetricWords.Difference(metric, difference);

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private sealed record Version(int Number, MetricSet Measures, MetricValues Metrics, long Bytes, string EvaluationJson, string PreprocessingJson)
    {
        public JsonObject? Evaluation { get; } = EvaluationReader.Parse(EvaluationJson).Document;

        public double? Value => Metrics[Measures.Primary];
    }
}
