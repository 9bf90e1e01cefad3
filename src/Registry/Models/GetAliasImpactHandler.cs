using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Models;

internal sealed class GetAliasImpactHandler(RegistryReader reader, EvaluationReader evaluations) : IRequestHandler<GetAliasImpact, AliasImpact?>
{
    public async Task<AliasImpact?> Handle(GetAliasImpact request, CancellationToken cancellationToken)
    {
        var (number, held, asked) = await reader.ReadAsync(
            async context =>
            {
                var candidate = await FindAsync(context, request.Model, request.Version, cancellationToken);
                var number = await context.ModelAliases.Where(a => a.ModelId == request.Model && a.Alias == request.Alias).Select(a => (int?)a.Version).SingleOrDefaultAsync(cancellationToken);
                return (number, number is { } version ? await FindAsync(context, request.Model, version, cancellationToken) : null, candidate);
            },
            cancellationToken);
        if (asked is not { } candidate) return null;
        return new(number, Metrics(held, candidate), Sentence(request.Alias, held, candidate, await PairAsync(held, candidate, cancellationToken)));
    }

    // And whether the mean score is what they are judged by: accuracy, where pictures are right or wrong.
    private async Task<(PairedComparison Paired, bool OfPrimary)?> PairAsync(Version? incumbent, Version candidate, CancellationToken cancellationToken)
    {
        if (incumbent is null || incumbent.Number == candidate.Number) return null;
        if (await evaluations.ReadAsync(incumbent.EvaluationJson, incumbent.PreprocessingJson, cancellationToken) is not { } a) return null;
        if (await evaluations.ReadAsync(candidate.EvaluationJson, candidate.PreprocessingJson, cancellationToken) is not { } b || RunComparisonMath.Pair(a, b) is not { } paired) return null;
        return (paired, a.Report!.Over().GetValueOrDefault(MetricNames.Training(candidate.Measures.Primary)) is { } value && Math.Abs(value - paired.MeanA) < 1e-9);
    }

    private static async Task<Version?> FindAsync(RegistryContext context, ModelId model, int number, CancellationToken cancellationToken)
    {
        var found = await (from v in context.ModelVersions
                           where v.ModelId == model && v.Number == number
                           join r in context.Runs on v.RunId equals r.Id
                           select new { v.Number, r.Measures, v.Metrics, v.Bytes, v.EvaluationJson, v.PreprocessingJson }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new(found.Number, found.Measures, found.Metrics, found.Bytes, found.EvaluationJson, found.PreprocessingJson);
    }

    private static List<ComparedMetric> Metrics(Version? incumbent, Version candidate)
    {
        ComparedMetric Of(string name, string? unit, Direction? better, Func<Version, double?> value) =>
            RunComparisonMath.Metric(name, unit, better, [incumbent is null ? null : value(incumbent), value(candidate)], 0);
        Version[] both = incumbent is null ? [candidate] : [candidate, incumbent];
        var specs = both.Select(v => v.Measures.PrimarySpec).Concat(both.SelectMany(v => v.Measures.Specs).Where(s => MetricNames.IsValidation(s.Name))).DistinctBy(s => s.Name);
        return
        [
            .. specs.Select(s => Of(MetricWords.Title(s.Name), s.Unit, s.Better, v => v.Metrics[s.Name])),
            .. new[]
            {
                Of("Macro F1", MetricSpec.Share, Direction.Larger, v => RunOutputsRecorder.Number(v.Evaluation, "macro", "f1")),
                Of("Calibration error", MetricSpec.Share, Direction.Smaller, v => RunOutputsRecorder.Number(v.Evaluation, "calibration", "expectedCalibrationError")),
            }.Where(m => m.Values.Any(v => v is not null) || candidate.Measures.Equals(MetricSet.OfOlderRuns)),
            Of("Size", "MB", Direction.Smaller, v => v.Bytes / 1e6),
        ];
    }

    private static string Sentence(string alias, Version? incumbent, Version candidate, (PairedComparison Paired, bool OfPrimary)? compared)
    {
        var primary = candidate.Measures.PrimarySpec;
        var words = MetricWords.Plain(primary.Name);
        if (incumbent is null) return Text($"v{candidate.Number} becomes the first {alias}{(candidate.Value is { } first ? $", with {MetricWords.Value(primary, first)} {words}" : "")}.");
        if (incumbent.Number == candidate.Number) return Text($"v{candidate.Number} is {alias} already.");
        if (incumbent.Measures.Primary != primary.Name)
            return Text($"v{candidate.Number} replaces v{incumbent.Number} as {alias}; they are judged by different metrics ({incumbent.Measures.Primary} and {primary.Name}).");
        var change = (candidate.Value - incumbent.Value, compared) switch
        {
            (null, _) => Text($"; their {words} was not measured for both"),
            ({ } difference, null) => Text($": {words} changes by {Signed(primary, difference)}{(primary.IsShare ? ", measured on different pictures" : "")}"),
            (_, { Paired: var paired, OfPrimary: true }) => Text($": {words} changes by {Signed(primary, paired.Difference)} on the same {paired.Rows} pictures (95 % interval {Signed(paired.Interval.Low)} to {Signed(paired.Interval.High)})"),
            ({ } difference, { Paired: var paired }) => Text($": {words} changes by {Signed(primary, difference)}; it is better on {paired.BetterB} and worse on {paired.BetterA} of the same {paired.Rows} pictures"),
        };
        return Text($"v{candidate.Number} replaces v{incumbent.Number} as {alias}{change}.");
    }

    private static string Signed(MetricSpec metric, double difference) =>
        metric.IsShare ? Signed(difference) + " points" : (difference < 0 ? "-" : difference > 0 ? "+" : "") + MetricWords.Difference(metric, difference);

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Version(int Number, MetricSet Measures, MetricValues Metrics, long Bytes, string EvaluationJson, string PreprocessingJson)
    {
        public JsonObject? Evaluation { get; } = EvaluationReader.Parse(EvaluationJson).Document;

        public double? Value => Metrics[Measures.Primary];
    }
}
